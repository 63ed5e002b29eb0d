import { toRad } from '../../../hal/units.ts'
import { errorState as at } from './error-states.ts'
import { GRAVITY_MPS2, gyroError } from './inertial-step.ts'
import type { ReadingWindow } from './reading-window.ts'
import { SoftStart, TILTS_MPS2 } from './soft-start.ts'
import type { TrainFilter } from './train-filter.ts'

/** A receiver at rest says up to this; one that moves says more, m/s. */
const RESTS_BELOW_MPS = 0.25
const MOVES_ABOVE_MPS = 0.4
/** Without a fix: where the estimate may be wrong by this much, a quiet coach is taken to stand, m/s. */
const NEARLY_MPS = 0.5
const SURE_SIGMAS = 2.5
const QUIET_FACTOR = 1.25
/** Windows in a row. */
const QUIET_FOR = 6
const FLOOR_SHARE = 0.1
const TURNS_RAD_PER_S = toRad(0.15)
/** A coach that starts feels it, m/s². */
const STARTS_MPS2 = 0.06
/** A part warms by some degrees an hour, and what it reads at rest follows. */
const BASELINE_LASTS_S = 60
/** Rolling wheels rattle: the scatter of a window of a dozen readings stays within this of its floor at rest, two in a row. */
const RATTLES_FACTOR = 1.6
const RATTLES_TWICE = 2
const RATTLES_FROM_MPS = 5
/** At the hardest start of a train a window of readings and a fix later, m/s. */
const STARTING_SIGMA_MPS = 0.3
const BASELINE_SHARE = 0.2
/** Windows in a row: a coach that was pushed stands otherwise from then on. */
const STARTING_AT_MOST = 10

/** Tells rest from movement: by fixes, else by how quiet the coach is, which is learnt while fixes say that it stands. */
export class RestWatch {
  isAtRest = false
  #floorMps2: number | undefined
  /** Felt along the body since this rest began. */
  #baselineMps2: number | undefined
  #quietFixes = 0
  #starting = 0
  #rattling = 0
  #quiet = 0
  /** Since it was felt that a rest ended. */
  #leftS = Number.POSITIVE_INFINITY
  readonly #start = new SoftStart()

  /** A fix with a speed. */
  onFix(speedMps: number, filter: TrainFilter): void {
    if (speedMps > MOVES_ABOVE_MPS) this.#quietFixes = 0
    else if (speedMps < RESTS_BELOW_MPS) this.#quietFixes++
    if (this.isAtRest) this.isAtRest = speedMps <= MOVES_ABOVE_MPS
    else if (this.#quietFixes >= 2 && Math.abs(filter.speedMps) < NEARLY_MPS) this.#begin(undefined)
  }

  /** A window of readings over so many seconds; `isFixFresh`: fixes tell what they show. */
  onWindow(
    window: ReadingWindow,
    filter: TrainFilter,
    { seconds, isFixFresh }: { seconds: number; isFixFresh: boolean },
  ): void {
    if (this.isAtRest) this.#start.feel(this.#offMps2(window), seconds)
    if (isFixFresh) {
      if (this.isAtRest) this.#learn(window)
      return
    }
    if (this.isAtRest) this.#doubt(window, seconds)
    else this.#listen(window, filter, seconds)
  }

  /** What a coach that leaves its rest has gained by then, along the body, m/s, and one sigma of it. */
  gained(): { mps: number; sigmaMps: number } {
    const isUnfelt = this.#rattling >= RATTLES_TWICE && !this.#start.isFelt()
    return { mps: this.#start.gainedMps, sigmaMps: isUnfelt ? RATTLES_FROM_MPS : STARTING_SIGMA_MPS }
  }

  /** Whether a coach at rest feels that it starts, or still how it stopped: then it tells nothing of what parts read at rest. */
  isStarting(window: ReadingWindow): boolean {
    return this.#baselineMps2 === undefined || Math.abs(this.#offMps2(window)) > STARTS_MPS2
  }

  /** Something else says that the train moves, as pulses of its odometer do. */
  moves(): void {
    this.isAtRest = false
    this.#quietFixes = 0
  }

  #listen(window: ReadingWindow, filter: TrainFilter, seconds: number): void {
    this.#leftS += seconds
    const isStarting = this.#leftS < BASELINE_LASTS_S && Math.abs(this.#offMps2(window)) > 2 * TILTS_MPS2
    this.#quiet = !isStarting && this.#isQuiet(window, filter) ? this.#quiet + 1 : 0
    if (this.#quiet >= QUIET_FOR) this.#begin(window.mean.forceX)
  }

  #begin(baselineMps2: number | undefined): void {
    this.isAtRest = true
    this.#baselineMps2 = baselineMps2
    this.#starting = 0
    this.#rattling = 0
    this.#quiet = 0
    this.#start.reset()
  }

  #leave(): void {
    this.isAtRest = false
    this.#leftS = 0
  }

  #offMps2({ mean }: ReadingWindow): number {
    return mean.forceX - (this.#baselineMps2 ?? mean.forceX)
  }

  /** Without a fix: does it still stand? */
  #doubt(window: ReadingWindow, seconds: number): void {
    const offMps2 = this.#offMps2(window)
    this.#rattling =
      window.scatterMps2 > RATTLES_FACTOR * (this.#floorMps2 ?? window.scatterMps2) ? this.#rattling + 1 : 0
    if (Math.abs(offMps2) > STARTS_MPS2 || this.#start.isFelt() || this.#rattling >= RATTLES_TWICE) this.#leave()
    else this.#baselineMps2 = window.mean.forceX - (1 - seconds / BASELINE_LASTS_S) * offMps2
  }

  #learn(window: ReadingWindow): void {
    const { mean, scatterMps2 } = window
    const isFirst = this.#baselineMps2 === undefined
    this.#starting = !isFirst && this.isStarting(window) ? this.#starting + 1 : 0
    if (this.#starting > 0 && this.#starting <= STARTING_AT_MOST) return
    this.#baselineMps2 = mean.forceX - (isFirst || this.#starting > 0 ? 0 : 1 - BASELINE_SHARE) * this.#offMps2(window)
    if (this.#starting > 0) this.#start.reset()
    this.#floorMps2 = (this.#floorMps2 ?? scatterMps2) + FLOOR_SHARE * (scatterMps2 - (this.#floorMps2 ?? scatterMps2))
  }

  #isQuiet({ mean, scatterMps2 }: ReadingWindow, filter: TrainFilter): boolean {
    if (this.#floorMps2 === undefined || scatterMps2 > QUIET_FACTOR * this.#floorMps2) return false
    const nearlyMps = Math.max(NEARLY_MPS, SURE_SIGMAS * filter.covariance.sigma(at.speed))
    if (Math.abs(filter.speedMps) > nearlyMps) return false
    const alongMps2 = mean.forceX - (filter.means[at.forceBiasX] as number) - GRAVITY_MPS2 * filter.pitchRad
    if (Math.abs(alongMps2) > TILTS_MPS2 + SURE_SIGMAS * feltSigmaMps2(filter)) return false
    return [mean.rateX, mean.rateY, mean.rateZ].every(
      (rate, axis) => Math.abs(rate - gyroError(filter, axis as 0 | 1 | 2)) < TURNS_RAD_PER_S,
    )
  }
}

/** How well the filter knows what a coach that stands would feel along its body. */
const feltSigmaMps2 = ({ covariance, terms }: TrainFilter): number =>
  Math.sqrt(Math.max(0, covariance.varianceOf(terms.clear().of(at.pitch, GRAVITY_MPS2).of(at.forceBiasX, 1))))
