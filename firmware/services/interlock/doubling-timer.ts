import type { Cancel, Clock } from '../../../hal/clock.ts'

/**
 * Calls after `firstMs`, after twice that, four times, and so on, and each `mostMs` from then on: a life that ends early has been noted
 * for at least half of it, and a long one costs few calls.
 */
export const doubling = (
  clock: Clock,
  { firstMs, mostMs }: { firstMs: number; mostMs: number },
  call: () => void,
): Cancel => {
  let cancel: Cancel = () => undefined
  const wait = (waitMs: number, doneMs: number): void => {
    cancel = clock.after(waitMs, () => {
      call()
      wait(Math.min(mostMs, doneMs + waitMs), doneMs + waitMs)
    })
  }
  wait(firstMs, 0)
  return () => cancel()
}
