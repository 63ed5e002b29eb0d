import type { Cancel, Clock } from '../../../hal/clock.ts'

/** What has just changed is followed up within this, ms: the period of 20 Hz. */
const SOON_MS = 50

/** A step out of turn; asked for again before it came, it comes once. */
export interface StepSoon {
  ask(): void
  end(): void
}

/**
 * A handover, a lock that came or went, a permit line that has rested are followed up as at 20 Hz, however slow the steps
 * are. Where they come as often as that, it does nothing.
 */
export const stepSoon = (clock: Clock, periodMs: number, step: () => void): StepSoon => {
  let waiting: Cancel | undefined
  return {
    ask: () => {
      if (periodMs <= SOON_MS) return
      waiting ??= clock.after(SOON_MS, () => {
        waiting = undefined
        step()
      })
    },
    end: () => waiting?.(),
  }
}
