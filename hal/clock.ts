import type { MonotonicMs } from './units.ts'

/** Ends a timer; harmless when it has fired or was ended before. */
export type Cancel = () => void

/**
 * The only source of time. Timers never fire early; a periodic one that falls behind skips, it never bursts.
 * UTC is not here: it comes from a receiver and travels with the fix.
 */
export interface Clock {
  nowMs(): MonotonicMs
  after(delayMs: number, run: () => void): Cancel
  every(periodMs: number, run: () => void): Cancel
}

/** Resolves after `delayMs` of the clock's time. */
export const sleep = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(delayMs, resolve)
  })
