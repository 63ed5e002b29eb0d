import type { MonotonicMs } from '../../hal/units.ts'
import { conditions, type PermitObservation } from './permit-conditions.ts'
import type { Planned } from './planned.ts'

/** What the last decision found; empty before the first. */
export interface PermitState {
  /** Which conditions were not met, one bit each in the order of the table. */
  unmet?: number
  /** Since when each condition stands as it does, in the order of the table. */
  standsSinceMs?: readonly MonotonicMs[]
  /** Since when it has been permitted, or muted. */
  sinceMs?: MonotonicMs
}

/** `permit` comes with every decision that permits, `mute` once when permission ends (and at the start). */
export type PermitAction = { do: 'permit' } | { do: 'mute' }

/** One condition as people are shown it. */
export interface PermitCondition {
  name: string
  isMet: boolean
  value: string
  limit: string
  /** Since when it is met, or is not; absent before it was first looked at. */
  sinceMs?: MonotonicMs
}

/** The state to start from: muted, and not yet said so. */
export const permitAtStart: PermitState = {}

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
    return { state: stateOf(state, unmet, nowMs), actions: PERMIT, reasons: [why(unmet, seen, nowMs)] }
  }
  if (wasPermitted || state.unmet === undefined) {
    return { state: stateOf(state, unmet, nowMs), actions: MUTE, reasons: [why(unmet, seen, nowMs)] }
  }
  return { state: unmet === state.unmet ? state : stateOf(state, unmet, nowMs), actions: NOTHING, reasons: NOTHING }
}

/** Why it is permitted or muted now, as the last decision took it: what mutes may have changed since it was muted. */
export const permitReason = ({ unmet }: PermitState, seen: PermitObservation, nowMs: MonotonicMs): string =>
  unmet === undefined ? 'starting' : why(unmet, seen, nowMs)

/** Every condition with its value beside its limit, as the last decision took it. */
export const permitConditions = (
  state: PermitState,
  seen: PermitObservation,
  nowMs: MonotonicMs,
): readonly PermitCondition[] =>
  conditions.map((condition, index) => {
    const isMet = condition.isMet(seen, nowMs, state.unmet === 0)
    return {
      name: condition.name,
      isMet,
      value: condition.value(seen, nowMs),
      limit: condition.limit(seen),
      ...sinceOf(state, index, isMet, nowMs),
    }
  })

/** A condition that turned after the last decision has stood so only now. */
const sinceOf = (
  { unmet, standsSinceMs }: PermitState,
  index: number,
  isMet: boolean,
  nowMs: MonotonicMs,
): Pick<PermitCondition, 'sinceMs'> => {
  const sinceMs = standsSinceMs?.[index]
  if (unmet === undefined || sinceMs === undefined) return {}
  return { sinceMs: isMet === ((unmet & (1 << index)) === 0) ? sinceMs : nowMs }
}

/** Only what turned begins anew. */
const stateOf = (before: PermitState, unmet: number, nowMs: MonotonicMs): PermitState => {
  const turned = before.unmet === undefined ? -1 : before.unmet ^ unmet
  const isAnew = before.unmet === undefined || (before.unmet === 0) !== (unmet === 0)
  return {
    unmet,
    standsSinceMs: conditions.map((_, index) =>
      (turned & (1 << index)) === 0 ? (before.standsSinceMs?.[index] ?? nowMs) : nowMs,
    ),
    sinceMs: isAnew ? nowMs : (before.sinceMs ?? nowMs),
  }
}

const unmetOf = (state: PermitState, seen: PermitObservation, nowMs: MonotonicMs): number => {
  let unmet = 0
  let bit = 1
  for (const condition of conditions) {
    if (!condition.isMet(seen, nowMs, state.unmet === 0)) unmet |= bit
    bit <<= 1
  }
  return unmet
}

/** The others are counted; what people ordered comes first, and all of it is shown. */
const SHOWN_AT_LEAST = 3

const why = (unmet: number, seen: PermitObservation, nowMs: MonotonicMs): string => {
  if (unmet === 0) return 'transmission permitted: every condition is met'
  const all = conditions.filter((_, index) => (unmet & (1 << index)) !== 0)
  const ordered = all.filter((one) => one.isOrdered?.(seen) === true)
  const failed = [...ordered, ...all.filter((one) => !ordered.includes(one))]
  const shown = Math.max(SHOWN_AT_LEAST, ordered.length)
  const said = failed.slice(0, shown).map((one) => `${one.name} ${one.value(seen, nowMs)} (needs ${one.limit(seen)})`)
  const more = failed.length > shown ? `; and ${failed.length - shown} more` : ''
  return `muted: ${said.join('; ')}${more}`
}
