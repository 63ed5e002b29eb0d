import { toRad } from '../../../hal/units.ts'
import { errorState as at } from './error-states.ts'
import { GRAVITY_MPS2, gyroError } from './inertial-step.ts'
import type { ReadingWindow } from './reading-window.ts'
import type { TrainFilter } from './train-filter.ts'

/** A receiver at rest says up to this; one that moves says more, m/s. */
const RESTS_BELOW_MPS = 0.25
const MOVES_ABOVE_MPS = 0.4
/** Without a fix: where the estimate may be wrong by this much, a quiet coach is taken to stand, m/s. */
const NEARLY_MPS = 0.5
const SURE_SIGMAS = 2.5
const QUIET_FACTOR = 1.25
const FLOOR_SHARE = 0.1
const TURNS_RAD_PER_S = toRad(0.15)
/** A coach that starts feels it, m/s². */
const STARTS_MPS2 = 0.06
const BASELINE_SHARE = 0.2
/** Windows in a row: a coach that was pushed stands otherwise from then on. */
const STARTING_AT_MOST = 10

/** Tells rest from movement: by fixes, else by how quiet the coach is, which is learnt while fixes say that it stands. */
export class RestWatch {
  isAtRest = false
  #floorMps2: number | undefined
  #baselineMps2 = 0
  #quietFixes = 0
  #starting = 0

  /** A fix with a speed. */
  onFix(speedMps: number, filter: TrainFilter): void {
    if (speedMps > MOVES_ABOVE_MPS) this.#quietFixes = 0
    else if (speedMps < RESTS_BELOW_MPS) this.#quietFixes++
    if (this.isAtRest) this.isAtRest = speedMps <= MOVES_ABOVE_MPS
    else this.isAtRest = this.#quietFixes >= 2 && Math.abs(filter.speedMps) < NEARLY_MPS
  }

  /** A window of readings; `isFixFresh`: fixes tell what they show. */
  onWindow(window: ReadingWindow, filter: TrainFilter, isFixFresh: boolean): void {
    const { mean } = window
    if (isFixFresh) {
      if (this.isAtRest) this.#learn(window)
      return
    }
    if (this.isAtRest) {
      if (Math.abs(mean.forceX - this.#baselineMps2) > STARTS_MPS2) this.isAtRest = false
      return
    }
    if (!this.#isQuiet(window, filter)) return
    this.isAtRest = true
    this.#baselineMps2 = mean.forceX
  }

  /** Whether a coach at rest feels that it starts: then it tells nothing of what parts read at rest. */
  isStarting(window: ReadingWindow): boolean {
    return this.#floorMps2 !== undefined && Math.abs(window.mean.forceX - this.#baselineMps2) > STARTS_MPS2
  }

  /** Something else says that the train moves, as pulses of its odometer do. */
  moves(): void {
    this.isAtRest = false
    this.#quietFixes = 0
  }

  #learn(window: ReadingWindow): void {
    const { mean, scatterMps2 } = window
    this.#starting = this.isStarting(window) ? this.#starting + 1 : 0
    if (this.#starting > 0 && this.#starting <= STARTING_AT_MOST) return
    if (this.#floorMps2 === undefined || this.#starting > 0) this.#baselineMps2 = mean.forceX
    this.#floorMps2 = (this.#floorMps2 ?? scatterMps2) + FLOOR_SHARE * (scatterMps2 - (this.#floorMps2 ?? scatterMps2))
    this.#baselineMps2 += BASELINE_SHARE * (mean.forceX - this.#baselineMps2)
  }

  #isQuiet({ mean, scatterMps2 }: ReadingWindow, filter: TrainFilter): boolean {
    if (this.#floorMps2 === undefined || scatterMps2 > QUIET_FACTOR * this.#floorMps2) return false
    const nearlyMps = Math.max(NEARLY_MPS, SURE_SIGMAS * filter.covariance.sigma(at.speed))
    if (Math.abs(filter.speedMps) > nearlyMps) return false
    const alongMps2 = mean.forceX - (filter.means[at.forceBiasX] as number) - GRAVITY_MPS2 * filter.pitchRad
    if (Math.abs(alongMps2) > STARTS_MPS2) return false
    return [mean.rateX, mean.rateY, mean.rateZ].every(
      (rate, axis) => Math.abs(rate - gyroError(filter, axis as 0 | 1 | 2)) < TURNS_RAD_PER_S,
    )
  }
}
