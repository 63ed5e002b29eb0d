import type { Satellite } from '../domain/elements.ts'
import { elementsSigmaDeg } from '../domain/elements-age.ts'

/** Chosen: half of a narrow beam. Elements of OneWeb reach it after some eight days. */
const USEFUL_SIGMA_DEG = 1
const DAY_MS = 86_400_000

/** Counts what was worked out by elements so far from their epoch that nobody should point by it. */
export class ElementsDoubt {
  #total = 0
  #doubtful = 0
  #worst: { satellite: Satellite; ageMs: number } | undefined

  note(satellite: Satellite, utcMs: number): void {
    this.#total++
    const ageMs = Math.abs(utcMs - satellite.epochUtcMs)
    if (elementsSigmaDeg(ageMs) <= USEFUL_SIGMA_DEG) return
    this.#doubtful++
    if (!this.#worst || ageMs > this.#worst.ageMs) this.#worst = { satellite, ageMs }
  }

  /** A line for a person; undefined while there is nothing to doubt. `what`: of what so many were noted. */
  text(what: string): string | undefined {
    if (!this.#worst) return undefined
    const { satellite, ageMs } = this.#worst
    const worst = `${satellite.name}, ${(ageMs / DAY_MS).toFixed(0)} days from its epoch: ${elementsSigmaDeg(ageMs).toFixed(1)}°`
    return `${this.#doubtful} of ${this.#total} ${what} are by elements past their use (one sigma of the direction above ${USEFUL_SIGMA_DEG}°); the worst, ${worst}`
  }
}
