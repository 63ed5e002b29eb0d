/** What people who move tilt a coach by, 0.06°, is no start, m/s². */
export const TILTS_MPS2 = 0.01
/** A start is felt when it has gained this beyond what a tilt explains. */
export const FELT_MPS = 0.2

/** Adds up what a coach at rest feels along its body, each way beyond what a tilt explains: a two-sided cumulative sum. */
export class SoftStart {
  /** Along the body, since anything was felt. */
  gainedMps = 0
  #forwardMps = 0
  #backwardMps = 0

  /** The force along the body, less what it was at rest, over so many seconds. */
  feel(offMps2: number, seconds: number): void {
    this.#forwardMps = Math.max(0, this.#forwardMps + (offMps2 - TILTS_MPS2) * seconds)
    this.#backwardMps = Math.max(0, this.#backwardMps - (offMps2 + TILTS_MPS2) * seconds)
    const isAnything = this.#forwardMps > 0 || this.#backwardMps > 0
    this.gainedMps = isAnything ? this.gainedMps + offMps2 * seconds : 0
  }

  isFelt(): boolean {
    return Math.max(this.#forwardMps, this.#backwardMps) > FELT_MPS
  }

  reset(): void {
    this.gainedMps = 0
    this.#forwardMps = 0
    this.#backwardMps = 0
  }
}
