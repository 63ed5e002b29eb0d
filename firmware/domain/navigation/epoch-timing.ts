/** From an epoch to the last byte of its position, at the least: what receivers take to work it out, and to say it. */
const LEAST_LATENCY_MS = 90
/** Without UTC: the middle of what is usual. */
const USUAL_LATENCY_MS = 110
/** Two clocks drift by this, ms a second, at most: so fast the least delay is forgotten. */
const DRIFT_MS_PER_S = 0.05
/** A step of UTC, as a receiver makes when it learns the leap second, begins anew. */
const STEP_MS = 400

/** Finds when epochs were, from their UTC and their arrivals: the quickest arrival shows the offset of the clocks. */
export class EpochTiming {
  #leastMs: number | undefined
  #atMs = 0

  /** When the epoch was, on the machine's clock. */
  epochAtMs(atMs: number, utcMs: number | undefined): number {
    if (utcMs === undefined) return atMs - USUAL_LATENCY_MS
    const delayMs = atMs - utcMs
    const forgottenMs = (Math.max(0, atMs - this.#atMs) / 1000) * DRIFT_MS_PER_S
    this.#atMs = atMs
    const least = this.#leastMs === undefined ? delayMs : this.#leastMs + forgottenMs
    this.#leastMs = Math.abs(delayMs - least) > STEP_MS ? delayMs : Math.min(least, delayMs)
    return utcMs + this.#leastMs - LEAST_LATENCY_MS
  }
}
