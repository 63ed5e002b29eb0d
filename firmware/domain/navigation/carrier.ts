import { beginCoasting, carry, coast, endCoasting } from './coast-step.ts'
import { errorState as at } from './error-states.ts'
import { alongTerms, InertialStep, wander } from './inertial-step.ts'
import { InertialStream } from './inertial-stream.ts'
import { FELT_MPS } from './soft-start.ts'
import { setSpeed, stopTilting, type TrainFilter } from './train-filter.ts'

/** Readings that the covariance follows at once; more is left to the next step. */
const FOLLOW_EVERY_S = 0.2
const LONGEST_COAST_S = 1
const REST_SIGMA_MPS = 0.01
/** Rest that neither fix nor axle confirms: a train may creep at what is not felt as a start yet, for about a minute. */
const CREEP_MPS = FELT_MPS
const CREEP_LASTS_S = 60

/** Carries the estimate on in time: by readings of a motion part, without them, or at rest. */
export class Carrier {
  readonly stream = new InertialStream()
  readonly #filter: TrainFilter
  readonly #step: InertialStep
  #mode: 'lost' | 'coasting' | 'inertial' | 'resting' = 'lost'
  #atMs = 0

  constructor(filter: TrainFilter) {
    this.#filter = filter
    this.#step = new InertialStep(filter)
  }

  /** `lost`: before the first fix. */
  get mode(): 'lost' | 'coasting' | 'inertial' | 'resting' {
    return this.#mode
  }

  /** The time of the estimate. */
  get atMs(): number {
    return this.#atMs
  }

  /** Begins at a time and a place that the filter has been given. */
  restart(atMs: number): void {
    this.#step.forget()
    this.#atMs = atMs
    this.beginCoasting()
  }

  /** By the reading that the stream has just taken; a heading must be known to begin with them. */
  move(temperatureC: number | undefined, isHeadingKnown: boolean): void {
    this.#step.setTemperature(temperatureC)
    if (this.#mode === 'coasting' && isHeadingKnown) this.#beginInertial()
    if (this.#mode !== 'inertial') return
    const { reading, stepS, takenAtMs } = this.stream
    this.#step.move(reading, stepS)
    this.#atMs = takenAtMs
    if (this.#step.pendingS() >= FOLLOW_EVERY_S) this.follow()
  }

  /** Lets the covariance follow the readings, as before each observation. */
  follow(): void {
    this.#step.follow(this.stream.noise)
  }

  /** Whether readings have failed to come. */
  isSilent(nowMs: number): boolean {
    return this.#mode === 'inertial' && !this.stream.isLive(nowMs)
  }

  /** Without waiting for anything; `isSpeedSeen`: a fix or an axle shows that a train at rest stands. */
  advance(nowMs: number, isSpeedSeen: boolean): void {
    if (this.#mode === 'coasting') this.#coastTo(nowMs)
    else if (this.#mode === 'resting') this.#restTo(nowMs, isSpeedSeen)
  }

  /** Readings have ended, or cannot be used. */
  loseReadings(): void {
    if (this.#mode !== 'inertial') return
    this.follow()
    this.beginCoasting()
  }

  beginCoasting(): void {
    this.#mode = 'coasting'
    stopTilting(this.#filter)
    beginCoasting(this.#filter)
  }

  beginRest(): void {
    const filter = this.#filter
    this.follow()
    this.#mode = 'resting'
    filter.turnRadPerS = 0
    filter.accelerationMps2 = 0
    stopTilting(filter)
    endCoasting(filter)
    // a train cannot turn in place: whatever is learnt at rest of the gyroscopes leaves the heading alone
    filter.covariance.isolate(at.heading, filter.covariance.sigma(at.heading))
    setSpeed(filter, 0, 0)
  }

  /** The train starts, and has gained this by now, along the body; a heading must be known to go on with readings at once. */
  endRest(gained: { mps: number; sigmaMps: number }, isHeadingKnown: boolean): void {
    setSpeed(this.#filter, isHeadingKnown ? gained.mps : 0, gained.sigmaMps)
    if (!isHeadingKnown || !this.stream.isLive(this.#atMs)) {
      this.beginCoasting()
      return
    }
    this.#mode = 'inertial'
    this.#atMs = this.stream.takenAtMs
  }

  #beginInertial(): void {
    const fromMs = this.stream.takenAtMs - this.stream.stepS * 1000
    this.#coastTo(fromMs)
    // coasting runs up to the present, readings come later
    carry(this.#filter, (fromMs - this.#atMs) / 1000)
    endCoasting(this.#filter)
    this.#mode = 'inertial'
  }

  #coastTo(toMs: number): void {
    while (toMs > this.#atMs) {
      const stepS = Math.min(LONGEST_COAST_S, (toMs - this.#atMs) / 1000)
      coast(this.#filter, stepS)
      this.#atMs += stepS * 1000
      if (toMs - this.#atMs < 0.01) this.#atMs = toMs
    }
  }

  #restTo(nowMs: number, isSpeedSeen: boolean): void {
    if (nowMs <= this.#atMs) return
    const stepS = (nowMs - this.#atMs) / 1000
    wander(this.#filter, stepS)
    if (isSpeedSeen) this.#filter.covariance.isolate(at.speed, REST_SIGMA_MPS)
    else creep(this.#filter, stepS)
    this.#atMs = nowMs
  }
}

const creep = (filter: TrainFilter, stepS: number): void => {
  const { covariance, terms, headingRad } = filter
  alongTerms(filter, stepS, Math.cos(headingRad), Math.sin(headingRad))
  covariance.propagate(terms)
  const kept = Math.exp(-stepS / CREEP_LASTS_S)
  covariance.scale(at.speed, kept)
  covariance.grow(at.speed, CREEP_MPS ** 2 * (1 - kept * kept))
}
