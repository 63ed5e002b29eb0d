import { errorState as at } from './error-states.ts'
import { GRAVITY_MPS2 } from './inertial-step.ts'
import { applyCorrection, type TrainFilter } from './train-filter.ts'

const EVERY_S = 5
/** A driver who changes speed does it with more than this, m/s², and within seconds; a grade comes slower. */
const MANOEUVRE_MPS2 = 0.1
/** While no manoeuvre is felt the speed stays within this share of what it was: one sigma over the whole time. */
const HELD_SHARE = 0.02
const HELD_LEAST_MPS = 0.3
/** Observations five seconds apart err alike for about a minute: each counts for a twelfth. */
const ALIKE = 12
const HELD_ACCELERATION_MPS2 = 0.01

/** A train holds its speed unless its driver does something that is felt: what limits the drift where nothing else is seen. */
export class SpeedHolding {
  #heldMps: number | undefined
  #lastMps = 0
  #seconds = 0

  /** The speed is seen: by fixes or by an odometer. */
  seen(filter: TrainFilter): void {
    this.#heldMps = filter.speedMps
    this.#lastMps = filter.speedMps
    this.#seconds = 0
  }

  /** Nothing sees the speed; `stepS` since the last call. */
  unseen(filter: TrainFilter, stepS: number): void {
    this.#seconds += stepS
    if (this.#seconds < EVERY_S) return
    const accelerationMps2 = (filter.speedMps - this.#lastMps) / this.#seconds
    this.#seconds = 0
    if (Math.abs(accelerationMps2) > MANOEUVRE_MPS2) this.#heldMps = undefined
    else this.#hold(filter, accelerationMps2)
    this.#lastMps = filter.speedMps
  }

  #hold(filter: TrainFilter, accelerationMps2: number): void {
    const { covariance, terms, correction } = filter
    const variance = HELD_ACCELERATION_MPS2 ** 2 * ALIKE
    terms.clear().of(at.pitch, -GRAVITY_MPS2).of(at.forceBiasX, -1)
    covariance.correct(terms, -accelerationMps2, variance, correction)
    if (this.#heldMps !== undefined) {
      const sigmaMps = Math.max(HELD_LEAST_MPS, HELD_SHARE * Math.abs(this.#heldMps))
      terms.clear().of(at.speed, 1)
      covariance.correct(terms, this.#heldMps - filter.speedMps, sigmaMps ** 2 * ALIKE, correction)
    }
    applyCorrection(filter)
  }
}
