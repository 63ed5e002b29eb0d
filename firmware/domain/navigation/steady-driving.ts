import { errorState as at } from './error-states.ts'
import { GRAVITY_MPS2 } from './inertial-step.ts'
import { applyCorrection, type TrainFilter } from './train-filter.ts'

const EVERY_S = 5
/** Of the mean of readings over that: vibration, surge of couplers and traction, m/s². */
const SURGE_MPS2 = 0.005
/** What a driver leaves alone still changes with grade and drag: 1 ‰ within a minute, (m/s²)² a second. */
const CHANGES_PER_S = (0.001 * GRAVITY_MPS2) ** 2 / 60
/** Three sigmas of what can be felt: the driver does something else. */
const CHANGED_NIS = 9
const ANY_MPS2 = 1

/**
 * Between two acts of its driver a train keeps its acceleration, be that none or the drag of a coasting one, and an act is felt
 * at once. A change too slow to be one is mostly a drift of pitch: what limits that where nothing sees the speed.
 */
export class SteadyDriving {
  #isKnown = false
  #seconds = 0
  #gainedMps = 0

  /** The speed is seen, by fixes or by an odometer. */
  seen(): void {
    this.#isKnown = false
    this.#seconds = 0
    this.#gainedMps = 0
  }

  /** Nothing sees the speed; the mean force along the body, m/s², of so many seconds. */
  unseen(filter: TrainFilter, meanForceX: number, seconds: number): void {
    const { means, pitchRad } = filter
    this.#gainedMps += (meanForceX - (means[at.forceBiasX] as number) - GRAVITY_MPS2 * Math.sin(pitchRad)) * seconds
    this.#seconds += seconds
    if (this.#seconds < EVERY_S) return
    this.#observe(filter, this.#gainedMps / this.#seconds, this.#seconds)
    this.#seconds = 0
    this.#gainedMps = 0
  }

  #observe(filter: TrainFilter, feltMps2: number, seconds: number): void {
    const { covariance, terms, means, correction } = filter
    terms.clear().of(at.pitch, GRAVITY_MPS2).of(at.forceBiasX, 1).of(at.steady, 1)
    covariance.grow(at.steady, CHANGES_PER_S * seconds)
    const variance = SURGE_MPS2 ** 2
    const changeMps2 = feltMps2 - (means[at.steady] as number)
    const isChanged = changeMps2 ** 2 > CHANGED_NIS * (covariance.varianceOf(terms) + variance)
    if (!this.#isKnown || isChanged) {
      means[at.steady] = feltMps2
      covariance.isolate(at.steady, ANY_MPS2)
    }
    this.#isKnown = true
    covariance.correct(terms, feltMps2 - (means[at.steady] as number), variance, correction)
    applyCorrection(filter)
  }
}
