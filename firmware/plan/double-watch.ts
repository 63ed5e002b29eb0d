import type { MonotonicMs } from '../../hal/units.ts'

/** Whether the hub answers what is asked by the tunnel that sends on two links. */
export interface DoubleWatch {
  /** Absent: not known yet, and what runs is left as it runs. */
  isThrough?: boolean
  sinceMs: MonotonicMs
  /** Of the newest answer. */
  answeredMs?: MonotonicMs
  /** Answers with no gap between them. */
  inARow: number
}

/** One question a second: two may be lost, as both links would have to lose them. */
export const ASK_EVERY_MS = 1_000
const SILENT_AFTER_MS = 2_500
/** A tunnel that has just come back may go again. */
const PROOF = 3

export const watchFrom = (nowMs: MonotonicMs): DoubleWatch => ({ sinceMs: nowMs, inARow: 0 })

/** What an answer of the hub's makes of it. */
export const answered = (watch: DoubleWatch, nowMs: MonotonicMs): DoubleWatch => {
  const isNext = watch.answeredMs !== undefined && nowMs - watch.answeredMs <= SILENT_AFTER_MS
  const inARow = isNext ? Math.min(PROOF, watch.inARow + 1) : 1
  return { ...watch, inARow, answeredMs: nowMs, ...(inARow >= PROOF && { isThrough: true }) }
}

/** What the time without an answer makes of it. */
export const unanswered = (watch: DoubleWatch, nowMs: MonotonicMs): DoubleWatch =>
  nowMs - (watch.answeredMs ?? watch.sinceMs) > SILENT_AFTER_MS ? { ...watch, isThrough: false, inARow: 0 } : watch
