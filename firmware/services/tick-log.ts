import type { Cancel, Clock } from '../../hal/clock.ts'
import type { MonotonicMs } from '../../hal/units.ts'

/** Ticks of a periodic step since they were last taken. */
export interface Ticks {
  /** How long after its due time each began, ms, to the microsecond. */
  lateMs: number[]
  /** Due while the one before was not over, or was late by more than a period: they never began. */
  swallowed: number
  /** The longest took this, ms. */
  longestMs: number
}

/** Due times that lie this close are one: fractions of a period do not add up exactly. */
const SAME_MS = 1e-6

const toMicrosecond = (ms: number): number => Math.round(ms * 1_000) / 1_000

/** Holds each tick against the grid on which it was due. Taken every second or two, it stays small. */
export class TickLog {
  readonly #periodMs: number
  readonly #beganAtMs: number
  /** Periods that are over. */
  #periods = 0
  #ticks: Ticks = { lateMs: [], swallowed: 0, longestMs: 0 }

  constructor(periodMs: number, beganAtMs: MonotonicMs) {
    this.#periodMs = periodMs
    this.#beganAtMs = beganAtMs
  }

  begin(nowMs: MonotonicMs): void {
    const sinceMs = nowMs - this.#beganAtMs
    const due = this.#periods + 1
    this.#ticks.lateMs.push(toMicrosecond(Math.max(0, sinceMs - due * this.#periodMs)))
    // A tick that was late by more than a period is one late tick: those that it swallowed are not due again.
    this.#periods = Math.max(due, Math.floor((sinceMs + SAME_MS) / this.#periodMs))
    this.#ticks.swallowed += this.#periods - due
  }

  end(tookMs: number): void {
    this.#ticks.longestMs = Math.max(this.#ticks.longestMs, toMicrosecond(tookMs))
  }

  take(): Ticks {
    const taken = this.#ticks
    this.#ticks = { lateMs: [], swallowed: 0, longestMs: 0 }
    return taken
  }
}

/** A periodic step and how its ticks go: the grid begins with the timer. */
export const everyLogged = (clock: Clock, periodMs: number, step: () => void): { log: TickLog; end: Cancel } => {
  const log = new TickLog(periodMs, clock.nowMs())
  const end = clock.every(periodMs, () => {
    const beganAtMs = clock.nowMs()
    log.begin(beganAtMs)
    step()
    log.end(clock.nowMs() - beganAtMs)
  })
  return { log, end }
}
