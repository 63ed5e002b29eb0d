import type { MonotonicMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'

/** All that a terminal's transmit permit hangs on; what is absent is unknown, and unknown is not permitted. */
export interface PermitObservation {
  /** Tracking's last word, withdrawn by its silence. */
  permission?: {
    atMs: MonotonicMs
    validForMs: number
    isOnTarget: boolean
    errorDeg: number
    sigmaDeg: number
    isPositionKnown: boolean
  }
  modem?: { isAlive: boolean; isLocked: boolean; isTransmitAllowed: boolean }
  power?: { isSupplyFailing: boolean; isLockedOut: boolean }
  /** Error + 2σ must stay within it, degrees. */
  pointingLimitDeg: number
}

/** Which conditions were not met last time, one bit each in the order of the table; absent before the first decision. */
export interface PermitState {
  unmet?: number
}

/** `permit` comes with every decision that permits, `mute` once when permission ends (and at the start). */
export type PermitAction = { do: 'permit' } | { do: 'mute' }

/** One condition as people are shown it. */
export interface PermitCondition {
  name: string
  isMet: boolean
  value: string
  limit: string
}

/** The state to start from: muted, and not yet said so. */
export const permitAtStart: PermitState = {}

interface Condition {
  name: string
  isMet(seen: PermitObservation, nowMs: MonotonicMs, state: PermitState): boolean
  value(seen: PermitObservation, nowMs: MonotonicMs): string
  limit(seen: PermitObservation): string
}

/** Transmission resumes only when corrected: inside this share of the limit. */
const RESUME_SHARE = 0.8

/** All processes share one clock: a stamp further ahead than its rounding is wrong. Chosen. */
const FUTURE_AT_MOST_MS = 5

const claim = (said: boolean | undefined, yes: string, no: string): string => {
  if (said === undefined) return 'unknown'
  return said ? yes : no
}

const offDeg = (seen: PermitObservation): number =>
  seen.permission ? seen.permission.errorDeg + 2 * seen.permission.sigmaDeg : Number.POSITIVE_INFINITY

const conditions: readonly Condition[] = [
  {
    name: 'tracking renews its permission',
    isMet: ({ permission }, nowMs) => {
      if (permission === undefined) return false
      const ageMs = nowMs - permission.atMs
      return ageMs >= -FUTURE_AT_MOST_MS && ageMs <= permission.validForMs
    },
    value: ({ permission }, nowMs) => (permission ? `${(nowMs - permission.atMs).toFixed(0)} ms old` : 'never given'),
    limit: ({ permission }) => (permission ? `${permission.validForMs} ms` : 'given'),
  },
  {
    name: 'on target',
    isMet: ({ permission }) => permission?.isOnTarget === true,
    value: ({ permission }) => claim(permission?.isOnTarget, 'yes', 'no'),
    limit: () => 'yes',
  },
  {
    name: 'pointing error + 2σ',
    isMet: (seen, _nowMs, { unmet }) => offDeg(seen) <= seen.pointingLimitDeg * (unmet === 0 ? 1 : RESUME_SHARE),
    value: ({ permission }) =>
      permission ? `${permission.errorDeg.toFixed(2)}° + ${(2 * permission.sigmaDeg).toFixed(2)}°` : 'unknown',
    limit: ({ pointingLimitDeg }) =>
      `${pointingLimitDeg.toFixed(2)}°, ${(pointingLimitDeg * RESUME_SHARE).toFixed(2)}° to resume`,
  },
  {
    name: 'position',
    isMet: ({ permission }) => permission?.isPositionKnown === true,
    value: ({ permission }) => claim(permission?.isPositionKnown, 'known', 'not known'),
    limit: () => 'known',
  },
  {
    name: 'modem',
    isMet: ({ modem }) => modem?.isAlive === true,
    value: ({ modem }) => claim(modem?.isAlive, 'answers', 'silent'),
    limit: () => 'answers',
  },
  {
    name: 'receive lock',
    isMet: ({ modem }) => modem?.isLocked === true,
    value: ({ modem }) => claim(modem?.isLocked, 'locked', 'no lock'),
    limit: () => 'locked',
  },
  {
    name: 'modem allows transmission',
    isMet: ({ modem }) => modem?.isTransmitAllowed === true,
    value: ({ modem }) => claim(modem?.isTransmitAllowed, 'yes', 'no'),
    limit: () => 'yes',
  },
  {
    name: 'roof-work lockout',
    isMet: ({ power }) => power?.isLockedOut === false,
    value: ({ power }) => claim(power?.isLockedOut, 'locked out', 'off'),
    limit: () => 'off',
  },
  {
    name: 'supply',
    isMet: ({ power }) => power?.isSupplyFailing === false,
    value: ({ power }) => claim(power?.isSupplyFailing, 'failing', 'good'),
    limit: () => 'good',
  },
]

type Plan = Planned<PermitState, PermitAction>

const PERMIT: readonly PermitAction[] = [{ do: 'permit' }]
const MUTE: readonly PermitAction[] = [{ do: 'mute' }]
const NOTHING: readonly never[] = []

/** Whether one terminal may transmit now: only while every condition is met. Allocates nothing while nothing changes. */
export const planPermit = (state: PermitState, seen: PermitObservation, nowMs: MonotonicMs): Plan => {
  const unmet = unmetOf(state, seen, nowMs)
  const isPermitted = unmet === 0
  const wasPermitted = state.unmet === 0
  if (isPermitted) {
    if (wasPermitted) return { state, actions: PERMIT, reasons: NOTHING }
    return { state: { unmet }, actions: PERMIT, reasons: ['transmission permitted: every condition is met'] }
  }
  if (wasPermitted || state.unmet === undefined) {
    return { state: { unmet }, actions: MUTE, reasons: [whyMuted(unmet, seen, nowMs)] }
  }
  return { state: unmet === state.unmet ? state : { unmet }, actions: NOTHING, reasons: NOTHING }
}

/** Every condition with its value beside its limit, as the last decision took it. */
export const permitConditions = (
  state: PermitState,
  seen: PermitObservation,
  nowMs: MonotonicMs,
): readonly PermitCondition[] =>
  conditions.map((condition) => ({
    name: condition.name,
    isMet: condition.isMet(seen, nowMs, state),
    value: condition.value(seen, nowMs),
    limit: condition.limit(seen),
  }))

const unmetOf = (state: PermitState, seen: PermitObservation, nowMs: MonotonicMs): number => {
  let unmet = 0
  let bit = 1
  for (const condition of conditions) {
    if (!condition.isMet(seen, nowMs, state)) unmet |= bit
    bit <<= 1
  }
  return unmet
}

const whyMuted = (unmet: number, seen: PermitObservation, nowMs: MonotonicMs): string => {
  const failed = conditions.filter((_, index) => (unmet & (1 << index)) !== 0)
  const said = failed.slice(0, 3).map((one) => `${one.name} ${one.value(seen, nowMs)} (needs ${one.limit(seen)})`)
  const more = failed.length > 3 ? `; and ${failed.length - 3} more` : ''
  return `muted: ${said.join('; ')}${more}`
}
