import type { Cancel, Clock } from '../../hal/clock.ts'

/** A limit on silence, running from its first renewal. */
export interface Deadline {
  renew(): void
  stop(): void
}

/** Calls `onLate` once when `limitMs` pass without `renew`; costs no timer a renewal. */
export const deadline = (clock: Clock, limitMs: number, onLate: () => void): Deadline => {
  let dueMs = 0
  let cancel: Cancel | undefined
  const check = (): void => {
    const leftMs = dueMs - clock.nowMs()
    cancel = leftMs > 0 ? clock.after(leftMs, check) : undefined
    if (!cancel) onLate()
  }
  return {
    renew: () => {
      dueMs = clock.nowMs() + limitMs
      cancel ??= clock.after(limitMs, check)
    },
    stop: () => {
      cancel?.()
      cancel = undefined
    },
  }
}
