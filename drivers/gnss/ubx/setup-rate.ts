import { answerTo, because, go, type Moment, type Standing } from './setup-moves.ts'
import { beginSearch, framesToBelieve, rememberAnd } from './setup-search.ts'
import type { PlannedSetup, SetupState } from './setup-state.ts'
import { beginSteps } from './setup-stepping.ts'
import { baudRateMessage } from './setup-steps.ts'

/** The answer at the old rate, and what is left in the adapter, have gone by then. */
const SWITCH_AFTER_MS = 250
const SWITCHED_WITHIN_MS = 2_200
const RAISES = 2
const CFG_PRT = 0x00
const CFG_VALSET = 0x8a

/** Raises the rate where it is too low for what is to come; then the steps. */
export const raiseRate = (state: SetupState, moment: Moment): PlannedSetup => {
  const { baudRate, canChangeRate } = moment.options
  const isEnough = state.baudRate >= baudRate || state.raises >= RAISES || !canChangeRate
  const bytes = isEnough ? undefined : baudRateMessage(state.protocolVersion, state.port, baudRate)
  if (!bytes) return beginSteps(state, moment)
  const untilMs = moment.nowMs + SWITCH_AFTER_MS
  const standing = { kind: 'raising', oldBaudRate: state.baudRate, isSwitched: false, untilMs, frames: 0 } as const
  return go({ ...state, raises: state.raises + 1 }, standing, [{ do: 'send', bytes }])
}

const isRefused = ({ seen }: Moment): boolean => (answerTo(seen, CFG_PRT) ?? answerTo(seen, CFG_VALSET)) === 'refused'

/** Valid frames at the new rate are the acknowledgement: the receiver's own may come at either rate. */
export const raiseOn = (state: SetupState, standing: Standing<'raising'>, moment: Moment): PlannedSetup => {
  const { isSwitched, oldBaudRate, untilMs } = standing
  const { nowMs, seen } = moment
  const frames = standing.frames + seen.frames
  if (!isSwitched && isRefused(moment)) return because(beginSteps(state, moment), 'it refused another baud rate')
  if (isSwitched && frames >= framesToBelieve) return rememberAnd(state, (found) => beginSteps(found, moment))
  if (nowMs < untilMs) return go(state, { ...standing, frames })
  if (isSwitched) {
    const reason = `nothing valid at ${state.baudRate} baud: back to ${oldBaudRate}`
    return beginSearch({ ...state, goodBaudRate: oldBaudRate }, nowMs, [reason])
  }
  const { baudRate } = moment.options
  const switched = { ...standing, isSwitched: true, untilMs: nowMs + SWITCHED_WITHIN_MS, frames: 0 }
  return go({ ...state, baudRate }, switched, [{ do: 'set-rate', baudRate }])
}
