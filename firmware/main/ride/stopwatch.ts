/** Adds up how long each of several claims held, from samples of when it was last known. */
export class Stopwatch {
  readonly #totalMs = new Map<string, number>()
  readonly #longestGapMs: number

  /** Time between two samples counts up to `longestGapMs`: beyond it nobody knows. */
  constructor(longestGapMs: number) {
    this.#longestGapMs = longestGapMs
  }

  add(claim: string, elapsedMs: number): void {
    const counted = Math.min(Math.max(0, elapsedMs), this.#longestGapMs)
    this.#totalMs.set(claim, (this.#totalMs.get(claim) ?? 0) + counted)
  }

  seconds(claim: string): number {
    return (this.#totalMs.get(claim) ?? 0) / 1000
  }
}
