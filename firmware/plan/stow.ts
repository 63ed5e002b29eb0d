import type { MonotonicMs } from '../../hal/units.ts'
import { type AxisAbility, moveTimeS } from '../domain/axis-move.ts'
import type { Direction } from '../domain/frames.ts'
import { abilitiesOf, type MountLimits } from '../domain/mount-axes.ts'
import type { Planned } from './planned.ts'

/** Where a mount lies when it is stowed, in its own axes, degrees, and how it gets there. */
export interface StowRest {
  /** Absent: whatever it is then. */
  azimuthDeg?: number | undefined
  elevationDeg: number
  /** Read within this of it on each axis that is given, it is there. */
  toleranceDeg: number
  /** Of each axis, degrees a second. */
  speedDegPerS: number
  /** Longer, and somebody has to look. */
  withinMs: number
}

/** What a terminal is doing about lying down. */
export type StowPhase = 'in use' | 'stowing' | 'stowed' | 'unstowing'

/** What the plan remembers. */
export interface StowState {
  phase: StowPhase
  /** Why, in words; in `unstowing` those that were. */
  causes: readonly string[]
  /** When it began, or could go on after it was held. */
  sinceMs: number
  /** Where it began to move. */
  from?: Direction
  /** The set-point given last. */
  sent?: Direction
  isHeld?: boolean
  isLate?: boolean
  isBlind?: boolean
}

/** What is known now. */
export interface StowSeen {
  rest: StowRest
  /** Why it is to lie down, in words; empty: it is not. */
  causes: readonly string[]
  /** A lockout stops every axle, or nobody knows of one. */
  isHeld: boolean
  /** Where the mount says that it is; absent while that is not known, or it has a fault. */
  reading?: Direction | undefined
  /** Where it said that it was, however long ago; absent if it never did. */
  lastRead?: Direction | undefined
  /** Where it turns to while it never said where it is and its rest names no azimuth. */
  blindAzimuthDeg: number
  /** It points where it was aimed. */
  isOnTarget: boolean
}

/** `move` with each new set-point, `warn` when it does not come to rest in time. */
export type StowAction = { do: 'move'; to: Direction } | { do: 'warn'; text: string }

/** In use. */
export const stowAtStart: StowState = { phase: 'in use', causes: [], sinceMs: 0 }

type Plan = Planned<StowState, StowAction>

const still = (state: StowState, ...reasons: string[]): Plan => ({ state, actions: [], reasons })

/** A mount that lies counts as there until it is read twice the tolerance off. */
const LEAVES_AT = 2
/** A mount that was never read is given this long to say where it is, and goes at its own rate then. Chosen. */
const BLIND_AFTER_MS = 3_000
/** Set-points nearer to each other are one. */
const SAME_DEG = 0.01

/** Lays a mount down while there is a cause, and says when its own reading shows that it lies. */
export const planStow = (state: StowState, seen: StowSeen, nowMs: MonotonicMs): Plan => {
  if (seen.causes.length === 0) return raise(state, seen, nowMs)
  if (state.phase === 'in use' || state.phase === 'unstowing') {
    const plan = lower(begin(seen, nowMs), seen, nowMs)
    return { ...plan, reasons: [`stows: ${seen.causes.join('; ')}`, ...plan.reasons] }
  }
  const { state: told, reasons } = tellCauses(state, seen.causes)
  const plan = told.phase === 'stowed' ? lie(told, seen, nowMs) : lower(told, seen, nowMs)
  return { ...plan, reasons: [...reasons, ...plan.reasons] }
}

const begin = (seen: StowSeen, nowMs: MonotonicMs): StowState => {
  const from = startOf(seen)
  return { phase: 'stowing', causes: seen.causes, sinceMs: nowMs, ...(from && { from }) }
}

/** One that is no longer read goes down from where it was: a bridge waits for no reading. */
const startOf = ({ reading, lastRead }: StowSeen): Direction | undefined => reading ?? lastRead

const tellCauses = (state: StowState, causes: readonly string[]): { state: StowState; reasons: string[] } => {
  const isSame = causes.length === state.causes.length && causes.every((cause, at) => cause === state.causes[at])
  if (isSame) return { state, reasons: [] }
  return { state: { ...state, causes }, reasons: [`stays stowed: ${causes.join('; ')}`] }
}

/** Muted until it is on target again. */
const raise = (state: StowState, { isOnTarget }: StowSeen, nowMs: MonotonicMs): Plan => {
  if (state.phase === 'in use') return still(state)
  if (state.phase === 'unstowing')
    return isOnTarget ? still({ ...stowAtStart, sinceMs: nowMs }, 'is back on target') : still(state)
  return still({ phase: 'unstowing', causes: state.causes, sinceMs: nowMs }, `is raised again: ${over(state.causes)}`)
}

const over = (causes: readonly string[]): string => `no longer ${causes.join('; ')}`

const lie = (state: StowState, seen: StowSeen, nowMs: MonotonicMs): Plan => {
  if (isThere(seen, LEAVES_AT)) return still(state)
  const why = seen.reading ? 'it was moved' : 'it no longer says where it is'
  const plan = lower(begin(seen, nowMs), seen, nowMs)
  return { ...plan, reasons: [`is not stowed any more: ${why}`, ...plan.reasons] }
}

const lower = (state: StowState, seen: StowSeen, nowMs: MonotonicMs): Plan => {
  if (isThere(seen, 1)) return arrive(state, seen, nowMs)
  if (seen.isHeld) return wait(state, nowMs)
  const { isHeld: wasHeld, ...free } = state
  const from = free.from ?? startOf(seen)
  // Its way and its time count from when it may move and is known to be somewhere.
  const isNew = wasHeld || (from !== undefined && !free.from)
  const begun: StowState = { ...free, ...(from && { from }), ...(isNew && { sinceMs: nowMs }) }
  const isLate = nowMs - begun.sinceMs > seen.rest.withinMs
  const warned: StowAction[] = isLate && !begun.isLate ? [{ do: 'warn', text: lateText(seen) }] : []
  const next: StowState = isLate ? { ...begun, isLate } : begun
  const plan = from ? sendTo(next, walked(from, seen.rest, (nowMs - next.sinceMs) / 1000)) : goBlind(next, seen, nowMs)
  return { ...plan, actions: [...warned, ...plan.actions] }
}

/** Its own controller knows the way to its rest, though nobody else does. */
const goBlind = (state: StowState, { rest, blindAzimuthDeg }: StowSeen, nowMs: MonotonicMs): Plan => {
  if (nowMs - state.sinceMs < BLIND_AFTER_MS) return still(state)
  const { azimuthDeg = blindAzimuthDeg, elevationDeg } = rest
  const plan = sendTo({ ...state, isBlind: true }, { azimuthDeg, elevationDeg })
  return state.isBlind ? plan : { ...plan, reasons: ['is not read: it is sent to its rest blindly'] }
}

/** Read near enough; it goes the rest of the way unless it is held. */
const arrive = ({ causes, sent }: StowState, seen: StowSeen, nowMs: MonotonicMs): Plan => {
  const state: StowState = { phase: 'stowed', causes, sinceMs: nowMs, ...(sent && { sent }) }
  const to = seen.reading && walked(seen.reading, seen.rest, Number.MAX_VALUE)
  const plan = to && !seen.isHeld ? sendTo(state, to) : still(state)
  return { ...plan, reasons: [`is stowed: ${at(seen)}`] }
}

const sendTo = (state: StowState, to: Direction): Plan => {
  if (state.sent && isSame(state.sent, to)) return still(state)
  return { state: { ...state, sent: to }, actions: [{ do: 'move', to }], reasons: [] }
}

/** It goes on from where it then is, and its time counts anew. */
const wait = (state: StowState, nowMs: MonotonicMs): Plan => {
  const { from: _from, sent: _sent, ...rest } = state
  const held: StowState = { ...rest, sinceMs: nowMs, isHeld: true }
  return still(held, ...(state.isHeld ? [] : ['is not stowed yet: every axle is stopped']))
}

const isNear = (deg: number, wantedDeg: number | undefined, withinDeg: number): boolean =>
  wantedDeg === undefined || Math.abs(deg - wantedDeg) <= withinDeg

const isThere = ({ reading, rest }: StowSeen, times: number): boolean =>
  reading !== undefined &&
  isNear(reading.elevationDeg, rest.elevationDeg, times * rest.toleranceDeg) &&
  isNear(reading.azimuthDeg, rest.azimuthDeg, times * rest.toleranceDeg)

const isSame = (a: Direction, b: Direction): boolean =>
  Math.abs(a.azimuthDeg - b.azimuthDeg) < SAME_DEG && Math.abs(a.elevationDeg - b.elevationDeg) < SAME_DEG

const towards = (fromDeg: number, toDeg: number, mostDeg: number): number =>
  fromDeg + Math.max(-mostDeg, Math.min(mostDeg, toDeg - fromDeg))

/** The set-point goes ahead of the mount at the speed that it may have. */
const walked = (from: Direction, { azimuthDeg, elevationDeg, speedDegPerS }: StowRest, seconds: number): Direction => ({
  azimuthDeg: towards(from.azimuthDeg, azimuthDeg ?? from.azimuthDeg, speedDegPerS * seconds),
  elevationDeg: towards(from.elevationDeg, elevationDeg, speedDegPerS * seconds),
})

const at = ({ reading }: StowSeen): string =>
  reading ? `it reads ${reading.azimuthDeg.toFixed(1)}° and ${reading.elevationDeg.toFixed(1)}° up` : 'it is not read'

const lateText = (seen: StowSeen): string =>
  `is not stowed after ${(seen.rest.withinMs / 1000).toFixed(0)} s: ${at(seen)}, and should be ${seen.rest.elevationDeg}° up`

/** How long a mount takes to lie down from anywhere within its limits, s: at the speed that it may have, or its own where that is less. */
export const longestStowS = ({ azimuthDeg, elevationDeg, speedDegPerS }: StowRest, limits: MountLimits): number => {
  const axes = abilitiesOf(limits)
  const wayS = (deg: number | undefined, [min, max]: readonly [number, number], ability: AxisAbility): number =>
    deg === undefined
      ? 0
      : moveTimeS(Math.max(deg - min, max - deg), {
          ...ability,
          maxDegPerS: Math.min(speedDegPerS, ability.maxDegPerS),
        })
  return Math.max(
    wayS(azimuthDeg, limits.azimuthDeg, axes.azimuth),
    wayS(elevationDeg, limits.elevationDeg, axes.elevation),
  )
}
