import type { Cancel, Clock } from '../clock.ts'
import { type MonotonicMs, monotonicMs } from '../units.ts'

/** The longest delay that the runtime's timers take; longer ones are waited for in pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

const nowMs = (): MonotonicMs => monotonicMs(Number(process.hrtime.bigint()) / 1e6)

/** Runs at `dueMs` or later. The runtime counts whole milliseconds and may fire up to one early: then it waits again. */
const at = (dueMs: number, run: () => void): Cancel => {
  let timer: NodeJS.Timeout | undefined
  const wait = (): void => {
    timer = setTimeout(check, Math.min(LONGEST_TIMER_MS, Math.max(1, Math.ceil(dueMs - nowMs()))))
  }
  const check = (): void => {
    if (nowMs() < dueMs) wait()
    else run()
  }
  wait()
  return () => clearTimeout(timer)
}

const soon = (run: () => void): Cancel => {
  const immediate = setImmediate(run)
  return () => clearImmediate(immediate)
}

/** Keeps to the grid that its first call fixed, so that it does not drift; due times that have passed are skipped. */
const every = (periodMs: number, run: () => void): Cancel => {
  if (!(periodMs > 0)) throw new RangeError(`a period is above 0 ms, not ${periodMs}`)
  let dueMs = nowMs() + periodMs
  const fire = (): void => {
    dueMs += periodMs * Math.max(1, Math.ceil((nowMs() - dueMs) / periodMs))
    cancel = at(dueMs, fire)
    run()
  }
  let cancel = at(dueMs, fire)
  return () => cancel()
}

/** The machine's own clock: CLOCK_MONOTONIC, the same in every process since boot, with sub-millisecond fractions. */
export const systemClock: Clock = {
  nowMs,
  after: (delayMs, run) => (delayMs > 0 ? at(nowMs() + delayMs, run) : soon(run)),
  every,
}
