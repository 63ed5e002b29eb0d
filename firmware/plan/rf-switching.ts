import type { MonotonicMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'

/** Where a changeover switch stands, or is to. */
export type SwitchPosition = 1 | 2

/** The switch in the cable, what it is for, and whether anybody may transmit through it. */
export interface RfSwitchingObservation {
  /** Where the mediator wants it; absent before it has decided. */
  wanted?: SwitchPosition
  report: { position?: SwitchPosition; isProven: boolean; isMoving: boolean; isStuck: boolean }
  /** How long nothing has been permitted to transmit through it, and the permit line has not been renewed for anybody, ms. */
  quietForMs: number
  /** How long a mute may take to be obeyed, ms: the switch is never thrown earlier. */
  quietAfterMs: number
}

export interface RfSwitchingState {
  /** Positions that were tried and not reached, and until when they are not tried again. */
  givenUp?: Readonly<Partial<Record<SwitchPosition, MonotonicMs>>>
  isThrown?: true
  /** It was given up while nobody knew where it was: dead tell-tales and a stuck relay look the same. */
  isGivenUpBlind?: true
  /** That was forgiven once; not again before it got where it is wanted. */
  isForgiven?: true
}

export interface RfSwitchingAction {
  do: 'throw'
  to: SwitchPosition
}

export const rfSwitchingAtStart: RfSwitchingState = {}

/** Chosen: a relay that froze may thaw; one that is worn out is not worn further. */
const STUCK_FOR_MS = 300_000

type Plan = Planned<RfSwitchingState, RfSwitchingAction>

const stay = (state: RfSwitchingState, ...reasons: string[]): Plan => ({ state, actions: [], reasons })

/** Whether what transmits would go where it is meant to. */
export const isPathThere = ({ wanted, report }: Pick<RfSwitchingObservation, 'wanted' | 'report'>): boolean =>
  wanted !== undefined && !report.isMoving && report.position === wanted

/** Whether the mediator had better not choose a position: the switch did not get there. */
export const isUnreachable = ({ givenUp }: RfSwitchingState, position: SwitchPosition, nowMs: MonotonicMs): boolean =>
  nowMs < (givenUp?.[position] ?? Number.NEGATIVE_INFINITY)

/** The position at which it stands was reached, whoever moved it. */
const withoutReached = (state: RfSwitchingState, position: SwitchPosition | undefined): RfSwitchingState => {
  if (position === undefined || state.givenUp?.[position] === undefined) return state
  const { [position]: _, ...givenUp } = state.givenUp
  return { ...state, givenUp }
}

/** Tell-tales that prove a position again may have been all that was wrong: once, it may be tried at once. */
const isForgivable = ({ isGivenUpBlind, isForgiven }: RfSwitchingState, { report }: RfSwitchingObservation): boolean =>
  isGivenUpBlind === true && isForgiven === undefined && report.isProven && report.position !== undefined

const giveUp = (
  state: RfSwitchingState,
  wanted: SwitchPosition,
  isBlind: boolean,
  nowMs: MonotonicMs,
): RfSwitchingState => ({
  ...state,
  givenUp: { ...state.givenUp, [wanted]: (nowMs + STUCK_FOR_MS) as MonotonicMs },
  ...(isBlind && { isGivenUpBlind: true }),
})

/** Whether it moves, or is thrown as soon as it is quiet: the permit line, which a modem that does not obey its mute transmits by, has to rest. */
export const needsQuiet = (
  state: RfSwitchingState,
  { wanted, report }: Pick<RfSwitchingObservation, 'wanted' | 'report'>,
  nowMs: MonotonicMs,
): boolean =>
  report.isMoving || (wanted !== undefined && !isPathThere({ wanted, report }) && !isUnreachable(state, wanted, nowMs))

/**
 * When the switch is thrown: only in quiet, so that its contacts never open under power; not again for five minutes
 * to where it did not get, unless it was given up blind and its tell-tales are back.
 */
export const planRfSwitching = (
  state: RfSwitchingState,
  seen: RfSwitchingObservation,
  nowMs: MonotonicMs,
): Planned<RfSwitchingState, RfSwitchingAction> => {
  const { wanted, report, quietForMs, quietAfterMs } = seen
  if (wanted === undefined || report.isMoving) return stay(state)
  const { isThrown, ...rest } = withoutReached(state, report.position)
  if (isPathThere(seen)) {
    const { isForgiven: _, isGivenUpBlind: _blind, ...reached } = rest
    return isThrown || rest.isGivenUpBlind ? stay(reached, `the switch is at ${wanted}`) : stay(reached)
  }
  if (isForgivable(rest, seen))
    return stay({ isForgiven: true }, `its tell-tales are back: the switch is at ${report.position}`)
  if (isThrown && report.isStuck) {
    const where = report.position === undefined ? 'nobody knows where it is' : `it is at ${report.position}`
    return stay(
      giveUp(rest, wanted, report.position === undefined, nowMs),
      `the switch is stuck: it did not get to ${wanted}, ${where}`,
    )
  }
  if (isUnreachable(state, wanted, nowMs) || quietForMs < quietAfterMs) return stay(rest)
  return { state: { ...rest, isThrown: true }, actions: [{ do: 'throw', to: wanted }], reasons: [] }
}
