import type { Cancel, Clock } from '../../../hal/clock.ts'

/** Timers that all end when a virtual device loses its power. */
export interface PowerTimers {
  after(delayMs: number, run: () => void): void
  every(periodMs: number, run: () => void): Cancel
  endAll(): void
}

/** Timers of a clock, remembered until they have fired. */
export const powerTimers = (clock: Clock): PowerTimers => {
  const running = new Set<Cancel>()
  return {
    after: (delayMs, run) => {
      const cancel = clock.after(delayMs, () => {
        running.delete(cancel)
        run()
      })
      running.add(cancel)
    },
    every: (periodMs, run) => {
      const cancel = clock.every(periodMs, run)
      running.add(cancel)
      return () => {
        running.delete(cancel)
        cancel()
      }
    },
    endAll: () => {
      for (const cancel of running) cancel()
      running.clear()
    },
  }
}
