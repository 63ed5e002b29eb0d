import type { MonotonicMs } from '../../hal/units.ts'

/** How often a service has ended lately. */
export interface RestartState {
  failures: number
  startedAtMs: MonotonicMs
}

const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 10_000
/** A service that ran this long was well: its next failure counts as the first. */
const WELL_AFTER_MS = 30_000

/** How long to wait before a service that ended is started again: 250 ms doubling to 10 s, from the start again after 30 s of health. */
export const planRestart = (state: RestartState, nowMs: MonotonicMs): { failures: number; delayMs: number } => {
  const failures = nowMs - state.startedAtMs >= WELL_AFTER_MS ? 1 : state.failures + 1
  return { failures, delayMs: Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1)) }
}
