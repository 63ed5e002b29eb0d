import { toRad } from '../../../hal/units.ts'
import { errorState as at } from './error-states.ts'
import { gyroError, type InertialReading } from './inertial-step.ts'
import { applyCorrection, type TrainFilter } from './train-filter.ts'

const OVER_S = 10
/** Slower a coach is at a platform, on points, or about to stop. */
const FROM_MPS = 5
/** Of such a mean: noise of the gyroscope, yaw of the coach on its springs, how rails wander. */
const SIGMA_RAD_PER_S = toRad(0.004)
/** Railways build no curve wider than some 20 km: beyond two and a half sigmas it is one. */
const NIS_MAX = 6.25
/** Unless the gyroscope's error is known this well, a wide curve cannot be told from it. */
const KNOWN_RAD_PER_S = toRad(0.03)

/** Track is straight or it curves: a turn that is too slow for any curve is an error of the gyroscope, which is learnt by it on the way. */
export class StraightTrack {
  #turnedRad = 0
  #seconds = 0

  /** Means of readings over so many seconds of movement. */
  onWindow(filter: TrainFilter, { rateY, rateZ }: InertialReading, seconds: number): void {
    const turn = (rateY - gyroError(filter, 1)) * filter.rollRad + rateZ - gyroError(filter, 2)
    this.#turnedRad += turn * seconds
    this.#seconds += seconds
    if (this.#seconds < OVER_S) return
    const mean = this.#turnedRad / this.#seconds
    this.reset()
    if (Math.abs(filter.speedMps) >= FROM_MPS) observeStraight(filter, mean)
  }

  /** Begins anew, as after a gap of the readings. */
  reset(): void {
    this.#turnedRad = 0
    this.#seconds = 0
  }
}

const observeStraight = (filter: TrainFilter, turnRadPerS: number): void => {
  const { covariance, terms, correction, offC } = filter
  terms.clear().of(at.gyroBiasZ, 1).of(at.gyroSlopeZ, offC)
  const variance = covariance.varianceOf(terms)
  const noise = SIGMA_RAD_PER_S ** 2
  if (variance > KNOWN_RAD_PER_S ** 2 || turnRadPerS ** 2 > NIS_MAX * (variance + noise)) return
  covariance.correct(terms, turnRadPerS, noise, correction)
  applyCorrection(filter)
}
