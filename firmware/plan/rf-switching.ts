import type { MonotonicMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'

/** A branch of a changeover switch. */
export type Branch = 1 | 2

/** The switch in the cable, what it is for, and whether anybody may transmit through it. */
export interface RfSwitchingObservation {
  /** The branch that the mediator wants; absent before it has decided. */
  wanted?: Branch
  report: { position?: Branch; isProven: boolean; isMoving: boolean; isStuck: boolean }
  /** How long nothing has been permitted to transmit, ms; 0 while something is. */
  quietForMs: number
  /** How long a mute may take to be obeyed, ms: the switch is never thrown earlier. */
  quietAfterMs: number
}

export interface RfSwitchingState {
  /** What was tried and not reached, and until when it is not tried again. */
  given?: { branch: Branch; untilMs: MonotonicMs }
  isThrown?: true
}

export interface RfSwitchingAction {
  do: 'throw'
  to: Branch
}

export const rfSwitchingAtStart: RfSwitchingState = {}

/** Chosen: a relay that froze may thaw; one that is worn out is not worn further. */
const STUCK_FOR_MS = 300_000

type Plan = Planned<RfSwitchingState, RfSwitchingAction>

const stay = (state: RfSwitchingState, ...reasons: string[]): Plan => ({ state, actions: [], reasons })

/** Whether what transmits would go where it is meant to. */
export const isPathThere = ({ wanted, report }: Pick<RfSwitchingObservation, 'wanted' | 'report'>): boolean =>
  wanted !== undefined && !report.isMoving && report.position === wanted

/** The branch that the mediator had better not choose: the switch did not get there. */
export const unreachableBranch = (state: RfSwitchingState, nowMs: MonotonicMs): Branch | undefined =>
  state.given && nowMs < state.given.untilMs ? state.given.branch : undefined

/**
 * When the switch is thrown: only in quiet, so that its contacts never open under power; not again for five minutes
 * to where it did not get.
 */
export const planRfSwitching = (
  state: RfSwitchingState,
  seen: RfSwitchingObservation,
  nowMs: MonotonicMs,
): Planned<RfSwitchingState, RfSwitchingAction> => {
  const { wanted, report, quietForMs, quietAfterMs } = seen
  if (wanted === undefined || report.isMoving) return stay(state)
  const { isThrown, ...rest } = state
  if (isPathThere(seen)) return isThrown ? stay(rest, `the switch is at ${wanted}`) : stay(state)
  if (isThrown && report.isStuck) {
    const given = { branch: wanted, untilMs: (nowMs + STUCK_FOR_MS) as MonotonicMs }
    const where = report.position === undefined ? 'nobody knows where it is' : `it is at ${report.position}`
    return stay({ given }, `the switch is stuck: it did not get to ${wanted}, ${where}`)
  }
  if (unreachableBranch(state, nowMs) === wanted || quietForMs < quietAfterMs) return stay(state)
  return { state: { isThrown: true }, actions: [{ do: 'throw', to: wanted }], reasons: [] }
}
