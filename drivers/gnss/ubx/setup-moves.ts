import { pollPort, pollVersion } from './encode.ts'
import { beginSearch } from './setup-search.ts'
import type {
  PlannedSetup,
  SetupAction,
  SetupObservation,
  SetupOptions,
  SetupStanding,
  SetupState,
  Watch,
} from './setup-state.ts'

/** What a decision is made on beside the state. */
export interface Moment {
  seen: SetupObservation
  nowMs: number
  options: SetupOptions
}

export type Standing<K extends SetupStanding['kind']> = Extract<SetupStanding, { kind: K }>

/** A message is answered "at least within one second". u-blox M8 (UBX-13003221) §32.8. */
export const ANSWER_MS = 1_200
export const TRIES = 3
/** Chosen: a receiver that does not answer is asked again, without haste, for as long as it sends. */
const REST_MS = 60_000
export const WATCH_MS = 2_500

const CFG_CLASS = 0x06

/** Takes a standing that ends at its `untilMs` at the latest. */
export const go = (
  state: SetupState,
  standing: SetupStanding & { untilMs: number },
  actions: readonly SetupAction[] = [],
): PlannedSetup => ({
  state: { ...state, standing },
  actions: [...actions, { do: 'wait', untilMs: standing.untilMs }],
  reasons: [],
})

export const because = (planned: PlannedSetup, reason: string): PlannedSetup => ({
  ...planned,
  reasons: [reason, ...planned.reasons],
})

export const watchFrom = (nowMs: number): Watch => ({
  checkAtMs: nowMs + WATCH_MS,
  frames: 0,
  fixMessages: 0,
  withoutFix: 0,
})

/** Asks who the receiver is, or on which of its ports the line ends. */
export const ask = (
  state: SetupState,
  what: 'version' | 'port',
  nowMs: number,
  { tries, frames } = { tries: 1, frames: 0 },
): PlannedSetup =>
  go(state, { kind: 'asking', what, tries, untilMs: nowMs + ANSWER_MS, frames }, [
    { do: 'send', bytes: what === 'version' ? pollVersion() : pollPort() },
  ])

/** Leaves the receiver as it is for a while. */
export const rest = (state: SetupState, nowMs: number, reason: string): PlannedSetup => ({
  state: { ...state, standing: { kind: 'resting', untilMs: nowMs + REST_MS, ...watchFrom(nowMs) } },
  actions: [{ do: 'wait', untilMs: nowMs + WATCH_MS }],
  reasons: [reason],
})

/** The line has changed its rate, or has fallen silent. */
export const lost = (state: SetupState, nowMs: number): PlannedSetup =>
  beginSearch({ ...state, raises: 0 }, nowMs, [`nothing valid at ${state.baudRate} baud any more`])

/** What the receiver says of a configuration message of ours. */
export const answerTo = ({ answer }: SetupObservation, messageId: number): 'accepted' | 'refused' | undefined => {
  if (answer?.kind !== 'acknowledge') return undefined
  if (answer.messageClass !== CFG_CLASS || answer.messageId !== messageId) return undefined
  return answer.isAccepted ? 'accepted' : 'refused'
}
