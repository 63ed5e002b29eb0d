import { type Clock, sleep } from './clock.ts'

/** Work that may pause at each `yield`; between two of them it takes much less than a slice. */
export type Sliceable<T> = Generator<undefined, T, undefined>

/** Begun steps are finished: a slice may be longer by one. */
const SLICE_MS = 2
/** Left to others after each slice: a sixth of a core is used, and a process with a quarter of one is not throttled. */
const PAUSE_MS = 10

/** Does long work without holding up what else the process does: a slice of about 2 ms, then a pause. Rejects with what the work throws. */
export const inSlices = async <T>(work: Sliceable<T>, clock: Clock): Promise<T> => {
  for (;;) {
    const untilMs = clock.nowMs() + SLICE_MS
    do {
      const step = work.next()
      if (step.done) return step.value
    } while (clock.nowMs() < untilMs)
    await sleep(clock, PAUSE_MS)
  }
}
