import type { PlannedSetup, SetupAction, SetupObservation, SetupStanding, SetupState } from './setup-state.ts'

/** Rates that receivers are found at. */
const CANDIDATES = [9_600, 38_400, 115_200, 230_400, 460_800, 921_600]
/** A receiver speaks once a second at least, and a burst of sentences at 9600 baud takes most of another. */
const LISTEN_MS = 2_200
/** Two frames by chance, out of noise, with right checksums, within that time: no. */
const FRAMES_TO_BELIEVE = 2

type Listening = Extract<SetupStanding, { kind: 'listening' }>

const roundFrom = (goodBaudRate: number): number[] => [
  goodBaudRate,
  ...CANDIDATES.filter((baudRate) => baudRate !== goodBaudRate),
]

/** Listens at one rate of the round, without a word. */
const listenAt = (state: SetupState, candidate: number, nowMs: number): PlannedSetup => {
  const baudRate = roundFrom(state.goodBaudRate)[candidate] ?? state.goodBaudRate
  const untilMs = nowMs + LISTEN_MS
  const change: SetupAction[] = baudRate === state.baudRate ? [] : [{ do: 'set-rate', baudRate }]
  return {
    state: { ...state, baudRate, standing: { kind: 'listening', candidate, untilMs, bytes: 0, frames: 0 } },
    actions: [...change, { do: 'wait', untilMs }],
    reasons: [],
  }
}

/** Begins the search at the last good rate. */
export const beginSearch = (state: SetupState, nowMs: number, reasons: readonly string[] = []): PlannedSetup => ({
  ...listenAt(state, 0, nowMs),
  reasons,
})

/**
 * The search for the rate. Only bytes that make no frames say that a rate is wrong: a line on which nothing comes is
 * heard at the last good rate. `found` says what comes next.
 */
export const search = (
  state: SetupState,
  standing: Listening,
  { seen, nowMs }: { seen: SetupObservation; nowMs: number },
  found: (state: SetupState) => PlannedSetup,
): PlannedSetup => {
  const frames = standing.frames + seen.frames
  const bytes = standing.bytes + seen.bytes
  if (frames >= FRAMES_TO_BELIEVE) return rememberAnd(state, found)
  if (nowMs < standing.untilMs) {
    const actions: SetupAction[] = [{ do: 'wait', untilMs: standing.untilMs }]
    return { state: { ...state, standing: { ...standing, frames, bytes } }, actions, reasons: [] }
  }
  if (bytes === 0) return listenAt(state, 0, nowMs)
  const next = (standing.candidate + 1) % roundFrom(state.goodBaudRate).length
  const isFirst = standing.candidate === 0
  const reasons = isFirst ? [`only noise at ${state.baudRate} baud: listening at other rates`] : []
  return { ...listenAt(state, next, nowMs), reasons }
}

/** The present rate is a good one. */
export const rememberAnd = (state: SetupState, next: (state: SetupState) => PlannedSetup): PlannedSetup => {
  const { baudRate } = state
  const planned = next({ ...state, goodBaudRate: baudRate })
  if (baudRate === state.goodBaudRate) return planned
  return {
    ...planned,
    actions: [{ do: 'remember-rate', baudRate }, ...planned.actions],
    reasons: [`heard at ${baudRate} baud`, ...planned.reasons],
  }
}

export const framesToBelieve = FRAMES_TO_BELIEVE
