import { ask, because, lost, type Moment, rest, type Standing, WATCH_MS } from './setup-moves.ts'
import type { PlannedSetup, SetupState, Watch } from './setup-state.ts'
import { sendsFixMessages } from './setup-stepping.ts'

/** So many looks without a fix message, of a receiver that was told to send them: it has forgotten. */
const LOOKS_TO_FORGET = 2
/** One that forgets sooner than this is not set up again at once: it would go on for ever. */
const SETTLED_FOR_GOOD_MS = 30_000

const waitFor = (state: SetupState, untilMs: number): PlannedSetup => ({
  state,
  actions: [{ do: 'wait', untilMs }],
  reasons: [],
})

/** Counts what comes; every few seconds `looked` has a look at it. A line without a valid frame is searched anew. */
const watch = (
  state: SetupState,
  standing: Standing<'resting' | 'settled'>,
  { seen, nowMs }: Moment,
  looked: (standing: Watch) => PlannedSetup | undefined = () => undefined,
): PlannedSetup => {
  const frames = standing.frames + seen.frames
  const fixMessages = standing.fixMessages + seen.fixMessages
  const { checkAtMs } = standing
  if (nowMs < checkAtMs) return waitFor({ ...state, standing: { ...standing, frames, fixMessages } }, checkAtMs)
  if (frames === 0) return lost(state, nowMs)
  const withoutFix = fixMessages === 0 ? standing.withoutFix + 1 : 0
  const next = { checkAtMs: nowMs + WATCH_MS, frames: 0, fixMessages: 0, withoutFix }
  return looked(next) ?? waitFor({ ...state, standing: { ...standing, ...next } }, next.checkAtMs)
}

export const watchRest = (state: SetupState, standing: Standing<'resting'>, moment: Moment): PlannedSetup =>
  moment.nowMs >= standing.untilMs ? ask(state, 'version', moment.nowMs) : watch(state, standing, moment)

/** A receiver that lost its power has forgotten what it was told, and speaks as from the factory. */
export const watchSettled = (state: SetupState, standing: Standing<'settled'>, moment: Moment): PlannedSetup =>
  watch(state, standing, moment, ({ withoutFix }) => {
    if (withoutFix < LOOKS_TO_FORGET || !sendsFixMessages(state)) return undefined
    if (moment.nowMs - standing.sinceMs < SETTLED_FOR_GOOD_MS)
      return rest(state, moment.nowMs, 'it sends no NAV-PVT, though it agreed to: read as it is, for now')
    return because(ask({ ...state, raises: 0 }, 'version', moment.nowMs), 'it has forgotten its set-up')
  })
