import type { InertialReading } from './inertial-step.ts'

/** Means and scatter of readings over a window of about a second. */
export class ReadingWindow {
  readonly mean: InertialReading = { forceX: 0, forceY: 0, rateX: 0, rateY: 0, rateZ: 0 }
  /** Standard deviation of the vertical force, m/s². */
  scatterMps2 = 0
  #seconds = 0
  #count = 0
  #forceX = 0
  #forceY = 0
  #rateX = 0
  #rateY = 0
  #rateZ = 0
  #up = 0
  #upSquares = 0

  add(reading: InertialReading, forceZ: number, stepS: number): void {
    this.#seconds += stepS
    this.#count++
    this.#forceX += reading.forceX
    this.#forceY += reading.forceY
    this.#rateX += reading.rateX
    this.#rateY += reading.rateY
    this.#rateZ += reading.rateZ
    this.#up += forceZ
    this.#upSquares += forceZ * forceZ
  }

  seconds(): number {
    return this.#seconds
  }

  count(): number {
    return this.#count
  }

  /** Works out `mean` and `scatterMps2`, and begins anew. */
  close(): void {
    const count = Math.max(1, this.#count)
    const { mean } = this
    mean.forceX = this.#forceX / count
    mean.forceY = this.#forceY / count
    mean.rateX = this.#rateX / count
    mean.rateY = this.#rateY / count
    mean.rateZ = this.#rateZ / count
    this.scatterMps2 = Math.sqrt(Math.max(0, this.#upSquares / count - (this.#up / count) ** 2))
    this.clear()
  }

  clear(): void {
    this.#seconds = 0
    this.#count = 0
    this.#forceX = 0
    this.#forceY = 0
    this.#rateX = 0
    this.#rateY = 0
    this.#rateZ = 0
    this.#up = 0
    this.#upSquares = 0
  }
}
