import { type Covariance, SparseTerms } from './covariance.ts'
import { errorState as at } from './error-states.ts'
import { GRAVITY_MPS2, type InertialNoise, WANDER } from './inertial-step.ts'
import type { InertialStream } from './inertial-stream.ts'
import type { TrainFilter } from './train-filter.ts'

/** How far fixes have pulled the estimate off what inertia alone makes of it, in sigmas of what inertia can have drifted. */
export interface PulledSigmas {
  speed: number
  heading: number
}

/** Shorter, and a pull has had no time to add up; longer, and inertia has drifted too far to tell. */
const JUDGED_FROM_S = 20
const LASTS_S = 60
/** Fewer readings a second alias sway and vibration, and how far they drift is then not what their noise says. */
const READINGS_HZ_MIN = 20
/** While a pull stands out it is held on to: a window that began in it would take it for the truth. */
const STANDS_OUT_SIGMAS = 4
const HELD_AT_MOST_S = 180
/** A receiver that has been away is wild for a while: longer than one takes to be itself again after a tunnel. */
const GAP_S = 2.5
const SETTLES_S = 30

/** Variances and covariances of a quantity, of its rate, and of that rate's rate, at one time. */
type Spread = readonly [
  value: number,
  rate: number,
  jerk: number,
  valueRate: number,
  rateJerk: number,
  valueJerk: number,
]

const speed = new SparseTerms().of(at.speed, 1)
const felt = new SparseTerms().of(at.pitch, -GRAVITY_MPS2).of(at.forceBiasX, -1)
const heading = new SparseTerms().of(at.heading, 1)
const none = new SparseTerms()

const gyroTerms = (axis: 1 | 2, value: number, offC: number): SparseTerms =>
  new SparseTerms().of(at.gyroBiasX + axis, value).of(at.gyroSlopeX + axis, value * offC)

const spreadOf = (p: Covariance, value: SparseTerms, rate: SparseTerms, jerk: SparseTerms): Spread => [
  p.varianceOf(value),
  p.varianceOf(rate),
  p.varianceOf(jerk),
  p.covarianceOf(value, rate),
  p.covarianceOf(rate, jerk),
  p.covarianceOf(value, jerk),
]

/** What becomes of a spread in `s` seconds. */
const spreadAfter = ([value, rate, jerk, valueRate, rateJerk, valueJerk]: Spread, s: number): number => {
  const half = (s * s) / 2
  return value + s * s * rate + half * half * jerk + 2 * (s * valueRate + s * half * rateJerk + half * valueJerk)
}

/** One stretch in which the fixes' corrections are added up as inertia would carry them on. */
class Stretch {
  readonly #speed: Spread
  readonly #heading: Spread
  ageS = 0
  #speedMps = 0
  #feltMps2 = 0
  #pitchRateRadPerS = 0
  #headingRad = 0
  #turnRadPerS = 0

  constructor({ covariance, offC }: TrainFilter) {
    this.#speed = spreadOf(covariance, speed, felt, gyroTerms(1, GRAVITY_MPS2, offC))
    this.#heading = spreadOf(covariance, heading, gyroTerms(2, -1, offC), none)
  }

  carry(stepS: number): void {
    this.ageS += stepS
    this.#speedMps += this.#feltMps2 * stepS
    this.#feltMps2 -= GRAVITY_MPS2 * this.#pitchRateRadPerS * stepS
    this.#headingRad += this.#turnRadPerS * stepS
  }

  add(correction: Float64Array, offC: number): void {
    const of = (index: number): number => correction[index] as number
    this.#speedMps += of(at.speed)
    this.#feltMps2 -= GRAVITY_MPS2 * of(at.pitch) + of(at.forceBiasX)
    this.#pitchRateRadPerS -= of(at.gyroBiasX + 1) + offC * of(at.gyroSlopeX + 1)
    this.#headingRad += of(at.heading)
    this.#turnRadPerS -= of(at.gyroBiasX + 2) + offC * of(at.gyroSlopeX + 2)
  }

  sigmas(noise: InertialNoise): PulledSigmas {
    const s = this.ageS
    const gyroWander = WANDER.gyro(1)
    const speedVariance =
      spreadAfter(this.#speed, s) +
      noise.force * s +
      (WANDER.force(1) * s ** 3) / 3 +
      GRAVITY_MPS2 ** 2 * ((noise.rateY * s ** 3) / 3 + (gyroWander * s ** 5) / 20)
    const headingVariance = spreadAfter(this.#heading, s) + noise.rateZ * s + (gyroWander * s ** 3) / 3
    return {
      speed: Math.abs(this.#speedMps) / Math.sqrt(speedVariance),
      heading: Math.abs(this.#headingRad) / Math.sqrt(headingVariance),
    }
  }
}

const greatest = (pulled: PulledSigmas | undefined): number => (pulled ? Math.max(pulled.speed, pulled.heading) : 0)

/**
 * Holds the fixes against an estimate that does not take them: what they correct is added up over half a minute to a
 * minute, carried on as inertia would carry it, beside how far inertia can have drifted meanwhile by the filter's own
 * covariance. An honest receiver's corrections stay within that; one that walks off takes speed or heading out of it,
 * along the track and across it.
 */
export class FixPull {
  #older: Stretch | undefined
  #younger: Stretch | undefined
  #atMs: number | undefined
  #settlesS = SETTLES_S
  #pulled: PulledSigmas | undefined

  /** Of the last fix; `undefined` while there is nothing to tell by. */
  get pulled(): PulledSigmas | undefined {
    return this.#pulled
  }

  /** One fix that moves the filter by its present correction, at the time of the estimate; in inertial motion only. */
  onFix(filter: TrainFilter, { noise, stepS: readingS }: InertialStream, atMs: number): void {
    if (readingS * READINGS_HZ_MIN > 1) {
      this.reset()
      return
    }
    const stepS = (atMs - (this.#atMs ?? Number.NEGATIVE_INFINITY)) / 1000
    this.#atMs = atMs
    if (stepS > GAP_S || stepS < 0) this.#begin()
    else this.#settlesS -= stepS
    if (this.#settlesS > 0) return
    this.#roll(filter)
    for (const stretch of [this.#older, this.#younger]) {
      stretch?.carry(stepS)
      stretch?.add(filter.correction, filter.offC)
    }
    this.#pulled = this.#older && this.#older.ageS >= JUDGED_FROM_S ? this.#older.sigmas(noise) : undefined
  }

  /** What is not a fix has moved the estimate, or it is not carried by inertia. */
  reset(): void {
    this.#atMs = undefined
    this.#begin()
  }

  #begin(): void {
    this.#older = undefined
    this.#younger = undefined
    this.#settlesS = SETTLES_S
    this.#pulled = undefined
  }

  #roll(filter: TrainFilter): void {
    this.#older ??= new Stretch(filter)
    const isHeld = greatest(this.#pulled) >= STANDS_OUT_SIGMAS && this.#older.ageS < HELD_AT_MOST_S
    if (this.#older.ageS >= LASTS_S && !isHeld) {
      this.#older = this.#younger ?? new Stretch(filter)
      this.#younger = undefined
    }
    if (this.#older.ageS >= LASTS_S / 2) this.#younger ??= new Stretch(filter)
  }
}
