import { errorState as at } from './error-states.ts'
import { applyCorrection, type TrainFilter } from './train-filter.ts'

/** What an odometer has counted: `drivers/odometer`. */
export interface OdometerSeen {
  atMs: number
  pulses: number
  direction: 'forward' | 'backward' | 'unknown'
  lastPulseMs?: number
}

/** What a reading came to. */
export type OdometryOutcome = 'nothing' | 'moved' | 'still' | 'refused'

/** Pulses are counted over at least this: shorter times are coarse. */
const LEAST_MS = 800
/** An anchor older than this is of another ride of the train. */
const LONGEST_MS = 6_000
/** Edges are stamped a millisecond late or so, at both ends. */
const STAMP_SIGMA_S = 0.0015
const LEAST_SIGMA_MPS = 0.1
/** Creep of steel on steel: a share of the speed for each m/s² of traction or braking. */
const CREEP_PER_MPS2 = 0.01
/** A wheel that slides, a pulse that was lost: four sigmas. */
const NIS_MAX = 16
/** So many refusals in a row, and it is left out until it agrees as often. */
const SUSPENDED_AFTER = 3
const STILL_AFTER_MS = 2_500
const STILL_SIGMA_MPS = 0.2

interface Anchor {
  pulses: number
  atMs: number
  travelledM: number
}

/** Turns pulses into the speed between them, and corrects speed and the wheel's scale by it. */
export class Odometry {
  #anchor: Anchor | undefined
  #refused = 0
  #agreed = 0
  #isSuspended = false

  /** Takes in a reading; the filter stands at `filterAtMs`. */
  observe(
    filter: TrainFilter,
    seen: OdometerSeen,
    with_: { pulsesPerMetre: number; filterAtMs: number },
  ): OdometryOutcome {
    const { pulses, lastPulseMs } = seen
    if (lastPulseMs === undefined) return 'nothing'
    const now: Anchor = { pulses, atMs: lastPulseMs, travelledM: travelledAt(filter, with_.filterAtMs, lastPulseMs) }
    const from = this.#anchor
    if (!from || now.atMs - from.atMs > LONGEST_MS || pulses < from.pulses) {
      this.#anchor = now
      return 'nothing'
    }
    if (pulses === from.pulses) return this.#observeStill(filter, seen.atMs - lastPulseMs, with_.pulsesPerMetre)
    if (now.atMs - from.atMs < LEAST_MS) return 'nothing'
    this.#anchor = now
    return this.#observeSpeed(filter, seen.direction, { from, now, pulsesPerMetre: with_.pulsesPerMetre })
  }

  #observeSpeed(
    filter: TrainFilter,
    direction: OdometerSeen['direction'],
    { from, now, pulsesPerMetre }: { from: Anchor; now: Anchor; pulsesPerMetre: number },
  ): OdometryOutcome {
    const seconds = (now.atMs - from.atMs) / 1000
    const expectedMps = (now.travelledM - from.travelledM) / seconds
    const wheelMps = ((now.pulses - from.pulses) / pulsesPerMetre / seconds) * signOf(direction, expectedMps)
    const { terms, means, accelerationMps2 } = filter
    const scale = means[at.odometerScale] as number
    const innovationMps = wheelMps - expectedMps * (1 + scale)
    terms.clear().of(at.speed, 1).of(at.odometerScale, expectedMps)
    const sigmaMps = Math.hypot(
      LEAST_SIGMA_MPS,
      (wheelMps * STAMP_SIGMA_S) / seconds,
      CREEP_PER_MPS2 * accelerationMps2 * wheelMps,
    )
    return this.#correct(filter, innovationMps, sigmaMps ** 2) ? 'moved' : 'refused'
  }

  /** No pulse for a while: the train stands, or the sensor is dead, which the speed tells. */
  #observeStill(filter: TrainFilter, forMs: number, pulsesPerMetre: number): OdometryOutcome {
    if (forMs < STILL_AFTER_MS) return 'nothing'
    const { terms } = filter
    terms.clear().of(at.speed, 1)
    const sigmaMps = STILL_SIGMA_MPS + 1000 / (pulsesPerMetre * forMs)
    return this.#correct(filter, -filter.speedMps, sigmaMps ** 2) ? 'still' : 'refused'
  }

  /** By the observation in the filter's terms, unless it cannot be, or the wheel is suspended. */
  #correct(filter: TrainFilter, innovation: number, variance: number): boolean {
    const { covariance, terms, correction } = filter
    const isLikely = innovation ** 2 <= NIS_MAX * (covariance.varianceOf(terms) + variance)
    this.#refused = isLikely ? 0 : this.#refused + 1
    this.#agreed = isLikely ? this.#agreed + 1 : 0
    if (this.#refused >= SUSPENDED_AFTER) this.#isSuspended = true
    else if (this.#agreed >= SUSPENDED_AFTER) this.#isSuspended = false
    if (!isLikely || this.#isSuspended) return false
    covariance.correct(terms, innovation, variance, correction)
    applyCorrection(filter)
    return true
  }
}

const signOf = (direction: OdometerSeen['direction'], expectedMps: number): number => {
  if (direction === 'unknown') return expectedMps < 0 ? -1 : 1
  return direction === 'forward' ? 1 : -1
}

const travelledAt = (filter: TrainFilter, filterAtMs: number, atMs: number): number =>
  filter.travelledM - (filter.speedMps * (filterAtMs - atMs)) / 1000
