import { beginCoasting, carry, coast, endCoasting } from './coast-step.ts'
import { errorState as at } from './error-states.ts'
import { InertialStep, wander } from './inertial-step.ts'
import { InertialStream } from './inertial-stream.ts'
import { setSpeed, stopTilting, type TrainFilter } from './train-filter.ts'

/** Readings that the covariance follows at once; more is left to the next step. */
const FOLLOW_EVERY_S = 0.2
const LONGEST_COAST_S = 1
const REST_SIGMA_MPS = 0.01

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

  /** Without waiting for anything. */
  advance(nowMs: number): void {
    if (this.#mode === 'coasting') this.#coastTo(nowMs)
    else if (this.#mode === 'resting') this.#restTo(nowMs)
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

  #restTo(nowMs: number): void {
    if (nowMs <= this.#atMs) return
    wander(this.#filter, (nowMs - this.#atMs) / 1000)
    this.#filter.covariance.isolate(at.speed, REST_SIGMA_MPS)
    this.#atMs = nowMs
  }
}
