import type { MonotonicMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'

/** What people do to the train for a while: while they do, nothing transmits and every mount is stowed. */
export type SpecialMode = 'washing' | 'depot'

/** The mode that holds, and when it ends by itself. */
export interface ModeState {
  special?: { mode: SpecialMode; by: string; untilMs: MonotonicMs }
}

/** `set` begins or prolongs a mode, `end` ends it before its time. */
export type ModeRequest = { do: 'set'; mode: SpecialMode; by: string; forMs: number } | { do: 'end'; by: string }

/** Nothing special. */
export const normalMode: ModeState = {}

/** No mode lasts longer: who needs more asks again. Chosen: a night in the depot. */
export const LONGEST_MODE_MS = 16 * 3_600_000

const minutes = (ms: number): string => `${Math.ceil(ms / 60_000)} min`

/** Takes a request of a person. */
export const askMode = (state: ModeState, request: ModeRequest, nowMs: MonotonicMs): Planned<ModeState, never> => {
  if (request.do === 'end') {
    if (!state.special) return { state, actions: [], reasons: [] }
    return { state: normalMode, actions: [], reasons: [`${state.special.mode} ended by ${request.by}`] }
  }
  const forMs = Math.max(0, Math.min(LONGEST_MODE_MS, request.forMs))
  const special = { mode: request.mode, by: request.by, untilMs: (nowMs + forMs) as MonotonicMs }
  const reason = `${request.mode} by ${request.by}: muted and stowed for ${minutes(forMs)}`
  return { state: { special }, actions: [], reasons: [reason] }
}

/** Lets time pass: a mode ends by itself. */
export const passMode = (state: ModeState, nowMs: MonotonicMs): Planned<ModeState, never> => {
  if (!state.special || nowMs < state.special.untilMs) return { state, actions: [], reasons: [] }
  return { state: normalMode, actions: [], reasons: [`${state.special.mode} is over: its time has passed`] }
}
