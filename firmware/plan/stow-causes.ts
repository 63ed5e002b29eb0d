import type { MonotonicMs } from '../../hal/units.ts'
import type { SpecialMode } from './transmit-mode.ts'

/** What is known now of whatever lays a mount down; what is unknown is absent, and lays none down. */
export interface StowConditions {
  /** Greatest acceleration felt lately, gravity removed, g. */
  shockG?: number
  speedMps?: number
  /** Wind that people have told, or the configuration has: no mast of a train measures it. */
  windMps: number
  /** A stretch that the train may be in before a mount is down, should it begin now. */
  lowClearance?: string
  isSupplyFailing?: boolean
  mode?: SpecialMode
  /** Who ordered it, and why. */
  order?: string
}

/** From where on. */
export interface StowLimits {
  shockLimitG: number
  /** Of air against the mount, m/s; without it wind lays down by order only. */
  airSpeedLimitMps?: number | undefined
}

type CauseName = 'shock' | 'wind' | 'low clearance' | 'supply' | 'order' | 'mode'

interface Cause {
  name: CauseName
  /** It counts for so long after it was seen last. */
  lingersMs: number
  /** In words, as it is told when it begins; undefined while it is not there. */
  seen(conditions: StowConditions, limits: StowLimits, isActive: boolean): string | undefined
}

/** Gusts: air must be this much slower before it counts as calm. */
const CALM_SHARE = 0.9

/** A train that rides into the wind: the worst that speed and wind can come to, since nobody knows the wind's direction. */
const airSpeedMps = ({ speedMps = 0, windMps }: StowConditions): number => speedMps + windMps

// Lingering times are chosen: a coupling seldom comes alone, gusts return within minutes, and a supply that dips once dips again.
const causes: readonly Cause[] = [
  {
    name: 'shock',
    lingersMs: 30_000,
    seen: ({ shockG }, { shockLimitG }) =>
      shockG !== undefined && shockG >= shockLimitG ? `a shock of ${shockG.toFixed(1)} g` : undefined,
  },
  {
    name: 'wind',
    lingersMs: 120_000,
    seen: (conditions, { airSpeedLimitMps }, isActive) => {
      if (airSpeedLimitMps === undefined) return undefined
      const mps = airSpeedMps(conditions)
      if (mps < airSpeedLimitMps * (isActive ? CALM_SHARE : 1)) return undefined
      return `air at up to ${mps.toFixed(0)} m/s against it, of ${airSpeedLimitMps} m/s allowed`
    },
  },
  {
    name: 'low clearance',
    lingersMs: 0,
    seen: ({ lowClearance }) => (lowClearance === undefined ? undefined : `low clearance: ${lowClearance}`),
  },
  {
    name: 'supply',
    lingersMs: 10_000,
    seen: ({ isSupplyFailing }) => (isSupplyFailing ? 'the supply is failing' : undefined),
  },
  { name: 'order', lingersMs: 0, seen: ({ order }) => (order === undefined ? undefined : `ordered by ${order}`) },
  { name: 'mode', lingersMs: 0, seen: ({ mode }) => mode },
]

/** The causes that count, each with its words and until when it lingers. */
export type StowCauses = Readonly<Partial<Record<CauseName, { words: string; untilMs: number }>>>

/** None. */
export const noCauses: StowCauses = {}

/** Which causes count now; the same object while none does. */
export const planCauses = (
  state: StowCauses,
  { conditions, limits }: { conditions: StowConditions; limits: StowLimits },
  nowMs: MonotonicMs,
): StowCauses => {
  let next: Partial<Record<CauseName, { words: string; untilMs: number }>> | undefined
  for (const { name, lingersMs, seen } of causes) {
    const before = state[name]
    const words = seen(conditions, limits, before !== undefined)
    // The words stay as they were when it began: its value changes with each look.
    const kept = words === undefined ? before : { words: before?.words ?? words, untilMs: nowMs + lingersMs }
    if (kept && (words !== undefined || nowMs < kept.untilMs)) next = { ...next, [name]: kept }
  }
  return next ?? noCauses
}

/** In words, in the order of the table. */
export const causeWords = (state: StowCauses): string[] =>
  state === noCauses ? [] : causes.flatMap(({ name }) => state[name]?.words ?? [])
