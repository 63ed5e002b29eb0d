/** One reading carries a tenth of a degree of rounding and play: so much of its difference is believed. */
const BELIEVED = 0.3
/** A reading that is farther off shows that the axis was moved by something else. */
const LOST_DEG = 1

/** Where an axis is between two readings: it goes over to the velocity that it was given as fast as its motor lets it. */
export class AxisModel {
  readonly #accelerationDegPerS2: number
  #deg: number
  #degPerS = 0
  #wantedDegPerS = 0
  #atMs: number

  constructor(accelerationDegPerS2: number, deg: number, atMs: number) {
    this.#accelerationDegPerS2 = accelerationDegPerS2
    this.#deg = deg
    this.#atMs = atMs
  }

  /** It is given a velocity now. */
  run(degPerS: number, nowMs: number): void {
    this.#advance(nowMs)
    this.#wantedDegPerS = degPerS
  }

  /** It was read. */
  read(deg: number, nowMs: number): void {
    this.#advance(nowMs)
    const offDeg = deg - this.#deg
    this.#deg += Math.abs(offDeg) > LOST_DEG ? offDeg : BELIEVED * offDeg
  }

  /** Where it will be, if it goes on. */
  atDeg(ms: number): number {
    return this.#deg + this.#movedDeg(Math.max(0, ms - this.#atMs) / 1000)
  }

  #rampS(): number {
    return Math.abs(this.#wantedDegPerS - this.#degPerS) / this.#accelerationDegPerS2
  }

  #movedDeg(seconds: number): number {
    const rampS = Math.min(seconds, this.#rampS())
    const gainedDegPerS = Math.sign(this.#wantedDegPerS - this.#degPerS) * this.#accelerationDegPerS2 * rampS
    return (this.#degPerS + gainedDegPerS / 2) * rampS + this.#wantedDegPerS * (seconds - rampS)
  }

  #advance(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#atMs) / 1000
    const rampS = this.#rampS()
    this.#deg += this.#movedDeg(seconds)
    const share = rampS <= seconds ? 1 : seconds / rampS
    this.#degPerS += share * (this.#wantedDegPerS - this.#degPerS)
    this.#atMs = nowMs
  }
}
