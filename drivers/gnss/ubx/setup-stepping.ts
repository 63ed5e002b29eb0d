import { ANSWER_MS, answerTo, go, lost, type Moment, rest, type Standing, TRIES, watchFrom } from './setup-moves.ts'
import type { PlannedSetup, SetupState } from './setup-state.ts'
import { setupSteps } from './setup-steps.ts'

const MESSAGE_ID_AT = 3

/** Begins to set the receiver up, as its generation wants it. */
export const beginSteps = (state: SetupState, moment: Moment): PlannedSetup => {
  const steps = setupSteps(state.protocolVersion, state.port?.port ?? 1, moment.options)
  return step({ ...state, steps, refused: [], unanswered: [] }, 0, moment)
}

/** Whether the receiver agreed to everything that makes it send fixes as messages. */
export const sendsFixMessages = ({ steps, refused, unanswered }: SetupState): boolean =>
  steps.every(({ part, name }) => part !== 'fix' || ![...refused, ...unanswered].includes(name))

/** Sends step `at`, or settles when there is none left. */
const step = (
  state: SetupState,
  at: number,
  { nowMs }: Pick<Moment, 'nowMs'>,
  { tries, frames } = { tries: 1, frames: 0 },
): PlannedSetup => {
  const next = state.steps[at]
  if (!next || (next.part === 'silence' && !sendsFixMessages(state))) return settle(state, nowMs)
  const standing = { kind: 'setting', at, tries, isSent: true, untilMs: nowMs + ANSWER_MS, frames } as const
  return go(state, standing, [{ do: 'send', bytes: next.bytes }])
}

const settle = (state: SetupState, nowMs: number): PlannedSetup => {
  const { refused, steps } = state
  const said = refused.length === 0 ? 'every step acknowledged' : `refused: ${refused.join(', ')}`
  const standing = { kind: 'settled', sinceMs: nowMs, ...watchFrom(nowMs) } as const
  return {
    state: { ...state, standing },
    actions: [{ do: 'wait', untilMs: standing.checkAtMs }],
    reasons: [`set up in ${steps.length} steps at ${state.baudRate} baud: ${said}`],
  }
}

/** Each step is acknowledged, refused, or tried again; one that never is answered ends the set-up for now. */
export const stepOn = (state: SetupState, standing: Standing<'setting'>, moment: Moment): PlannedSetup => {
  const { at, tries, isSent, untilMs } = standing
  const { seen, nowMs } = moment
  const frames = standing.frames + seen.frames
  const current = state.steps[at]
  const answer = current && isSent ? answerTo(seen, current.bytes[MESSAGE_ID_AT] as number) : undefined
  if (current && answer) {
    const answered = answer === 'refused' ? { ...state, refused: [...state.refused, current.name] } : state
    if (tries === 1) return step(answered, at + 1, moment)
    // answers to the earlier tries may still come, and must not be taken for the next step's
    return go(answered, { ...standing, at: at + 1, tries: 1, isSent: false, untilMs: nowMs + ANSWER_MS, frames: 0 })
  }
  if (nowMs < untilMs) return go(state, { ...standing, frames })
  if (!isSent) return step(state, at, moment)
  if (frames === 0) return lost(state, nowMs)
  if (tries < TRIES) return step(state, at, moment, { tries: tries + 1, frames })
  const unanswered = [...state.unanswered, current?.name ?? '']
  return rest({ ...state, unanswered }, nowMs, `${current?.name} was not answered: read as it is, for now`)
}
