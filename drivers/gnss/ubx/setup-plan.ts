import { answerTo, ask, go, lost, type Moment, rest, type Standing, TRIES } from './setup-moves.ts'
import { raiseOn, raiseRate } from './setup-rate.ts'
import { beginSearch, search } from './setup-search.ts'
import type { PlannedSetup, SetupStanding, SetupState } from './setup-state.ts'
import { stepOn } from './setup-stepping.ts'
import { watchRest, watchSettled } from './setup-watch.ts'
import type { UbxVersion } from './version.ts'

const CFG_PRT = 0x00

/** The major and minor version of the protocol, as MON-VER has it: `PROTVER=27.31`, older `PROTVER 15.00`. */
export const protocolVersionOf = ({ extensions }: UbxVersion): number | undefined => {
  for (const extension of extensions) {
    const found = /^PROTVER[ =](\d{1,2}\.\d{2})$/.exec(extension)
    if (found) return Number(found[1])
  }
  return undefined
}

const identified = ({ protocolVersion: _old, port: _port, ...state }: SetupState, answer: UbxVersion): SetupState => {
  const protocolVersion = protocolVersionOf(answer)
  return protocolVersion === undefined ? state : { ...state, protocolVersion }
}

const asking = (state: SetupState, standing: Standing<'asking'>, moment: Moment): PlannedSetup => {
  const { what, tries, untilMs } = standing
  const { seen, nowMs } = moment
  const frames = standing.frames + seen.frames
  if (what === 'version' && seen.answer?.kind === 'version') return ask(identified(state, seen.answer), 'port', nowMs)
  if (what === 'port' && seen.answer?.kind === 'port') return raiseRate({ ...state, port: seen.answer }, moment)
  // later receivers know no CFG-PRT, and have one port that is a line: UART 1
  if (what === 'port' && answerTo(seen, CFG_PRT) === 'refused') return raiseRate(state, moment)
  if (nowMs < untilMs) return go(state, { ...standing, frames })
  if (frames === 0) return lost(state, nowMs)
  if (tries < TRIES) return ask(state, what, nowMs, { tries: tries + 1, frames })
  if (what === 'port') return raiseRate(state, moment)
  return rest(state, nowMs, 'it does not say who it is: read as it is')
}

const next: {
  [K in SetupStanding['kind']]: (state: SetupState, standing: Standing<K>, moment: Moment) => PlannedSetup
} = {
  closed: (state) => ({ state, actions: [], reasons: [] }),
  listening: (state, standing, { seen, nowMs }) =>
    search(state, standing, { seen, nowMs }, (found) => ask(found, 'version', nowMs)),
  asking,
  raising: raiseOn,
  setting: stepOn,
  resting: watchRest,
  settled: watchSettled,
}

/**
 * Decides how a u-blox receiver is found and set up. It listens first, and sends nothing before it has heard valid
 * frames at the present rate; every question and step has a deadline and three tries at most. A receiver that does not
 * answer is left to send what it sends, and asked again after a minute.
 */
export const planSetup = (state: SetupState, moment: Moment): PlannedSetup => {
  const { seen, nowMs } = moment
  if (seen.line === 'closed') return { state: { ...state, standing: { kind: 'closed' } }, actions: [], reasons: [] }
  if (seen.line === 'opened') return beginSearch({ ...state, raises: 0 }, nowMs)
  return next[state.standing.kind](state, state.standing as never, moment)
}
