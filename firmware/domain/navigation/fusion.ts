import { Carrier } from './carrier.ts'
import { EpochTiming } from './epoch-timing.ts'
import { errorState as at } from './error-states.ts'
import { estimateOf, type HeadingSource, type HeadingStanding, type TrainEstimate } from './estimate.ts'
import type { Facing } from './facing.ts'
import { type FixJudgement, judgeFix } from './fix-judgement.ts'
import { FixPull, type PulledSigmas } from './fix-pull.ts'
import { HeadingFinder } from './heading-finder.ts'
import type { MotionSeen } from './inertial-stream.ts'
import { innovationOf, observeFix, observeRest, observeTrack, type SeenTrack } from './observations.ts'
import { type OdometerSeen, Odometry } from './odometry.ts'
import { ReadingWindow } from './reading-window.ts'
import { ReceiverSigma } from './receiver-sigma.ts'
import { RestWatch } from './rest-watch.ts'
import { SteadyDriving } from './steady-driving.ts'
import { StraightTrack } from './straight-track.ts'
import { applyCorrection, distrustFixError, measureEarth, newTrainFilter, place, setSpeed } from './train-filter.ts'

/** One epoch as a receiver gives it: degrees WGS84, metres, m/s; sigmas where it states them. */
export interface FusedFix {
  atMs: number
  utcMs?: number
  latDeg: number
  lonDeg: number
  heightM?: number
  speedMps?: number
  courseTrueDeg?: number
  hdop?: number
  horizontalSigmaM?: number
  verticalSigmaM?: number
  speedSigmaMps?: number
}

const WINDOW_S = 0.5
const WINDOW_READINGS = 10
/** Before a fix says where the train is. */
const UNKNOWN_M = 10_000
/** Fixes tell rest and speed while they come. */
const FRESH_MS = 2_500
/** More than this of a fix against the estimate: the receiver's own error has jumped. */
const JUMPED_NIS = 12

/**
 * Where the train is, how fast it goes and how it lies, from fixes, a motion part, an odometer and what a train can do.
 * Fixes must have passed a gate: `judge` tells it what they would mean, `take` takes one in.
 */
export class Fusion {
  readonly filter = newTrainFilter()
  readonly #carrier = new Carrier(this.filter)
  readonly #heading = new HeadingFinder(this.filter)
  readonly #window = new ReadingWindow()
  readonly #timing = new EpochTiming()
  readonly #receiver = new ReceiverSigma()
  readonly #rest = new RestWatch()
  readonly #driving = new SteadyDriving()
  readonly #odometry = new Odometry()
  readonly #straight = new StraightTrack()
  readonly #pull = new FixPull()
  #fixAtMs = Number.NEGATIVE_INFINITY
  #odometerAtMs = Number.NEGATIVE_INFINITY

  /** A sample of the motion part, in the order of their times. */
  onMotion(sample: MotionSeen, temperatureC?: number): void {
    const { stream } = this.#carrier
    if (stream.add(sample) !== 'step') {
      this.#loseMotion()
      return
    }
    this.#heading.feel(stream.reading.forceX, stream.stepS)
    this.#carrier.move(temperatureC, this.#heading.isKnown())
    this.#fillWindow()
  }

  /** Moves the estimate to a time without waiting for anything: readings that fail to come are coasted over. */
  advance(nowMs: number): void {
    if (this.#carrier.isSilent(nowMs)) this.#loseMotion()
    this.#carrier.advance(nowMs, this.#isSpeedSeen(nowMs))
  }

  /** What a fix would mean; `undefined` before the first. */
  judge(fix: FusedFix): FixJudgement | undefined {
    if (this.#carrier.mode === 'lost') return undefined
    this.advance(fix.atMs)
    this.#carrier.follow()
    const ageS = (this.#carrier.atMs - this.#timing.epochAtMs(fix.atMs, fix.utcMs)) / 1000
    const innovation = innovationOf(this.filter, this.#heading.sensible(fix), ageS)
    return judgeFix(this.filter, innovation, this.#receiver.of(fix))
  }

  /** Takes in a fix that the gate accepted. */
  take(fix: FusedFix, judgement: FixJudgement): void {
    const { filter } = this
    const sigmas = this.#receiver.of(fix)
    filter.fixSigmaM.set([sigmas.northM, sigmas.eastM, sigmas.upM])
    if (judgement.positionNis > JUMPED_NIS) distrustFixError(filter)
    measureEarth(filter)
    observeFix(filter, judgement.innovation, sigmas.speedMps)
    if (this.#carrier.mode === 'inertial') this.#pull.onFix(filter, this.#carrier.stream, this.#carrier.atMs)
    else this.#pull.reset()
    applyCorrection(filter)
    this.#seen(fix)
  }

  /** Begins again at a fix: the first one, or one that insists. */
  restart(fix: FusedFix): void {
    const { filter } = this
    const sigmas = this.#receiver.of(fix)
    filter.fixSigmaM.set([sigmas.northM, sigmas.eastM, sigmas.upM])
    place(filter, { latDeg: fix.latDeg, lonDeg: fix.lonDeg, heightM: fix.heightM ?? filter.heightM }, UNKNOWN_M)
    distrustFixError(filter)
    for (const index of [at.fixNorth, at.fixEast, at.fixUp]) filter.means[index] = 0
    setSpeed(filter, 0, 30)
    filter.covariance.isolate(at.heading, Math.PI)
    this.#heading.forget()
    this.#pull.reset()
    this.#carrier.restart(this.#timing.epochAtMs(fix.atMs, fix.utcMs))
    const { latDeg, lonDeg, heightM } = fix
    const where = { latDeg, lonDeg, ...(heightM !== undefined && { heightM }) }
    observeFix(filter, innovationOf(filter, where, 0), sigmas.speedMps)
    applyCorrection(filter)
    if (fix.speedMps !== undefined) setSpeed(filter, fix.speedMps, sigmas.speedMps)
    this.#seen(fix)
  }

  /** The heading of a train at rest that was stored, or that two antennas give. */
  setHeading(headingTrueDeg: number, sigmaDeg: number, standing: HeadingStanding): void {
    this.#heading.set(headingTrueDeg, sigmaDeg, standing)
  }

  /** Pulses of an axle. */
  onOdometer(seen: OdometerSeen, pulsesPerMetre: number): void {
    if (this.#carrier.mode === 'lost') return
    this.advance(seen.atMs)
    this.#heading.onDirection(seen)
    if (this.#carrier.mode === 'inertial') this.#carrier.follow()
    const outcome = this.#odometry.observe(this.filter, seen, { pulsesPerMetre, filterAtMs: this.#carrier.atMs })
    if (outcome === 'moved' || outcome === 'still') {
      this.#odometerAtMs = seen.atMs
      this.#driving.seen()
    }
    if (outcome !== 'moved') return
    if (!this.#isFixFresh(seen.atMs)) this.#rest.moves()
    this.#followRest()
    this.#heading.onPulses(seen)
  }

  /** The heading of the body by two antennas, degrees. Answers how far they turned a heading that was known, once they have insisted. */
  onAntennas(headingTrueDeg: number, sigmaDeg: number): number | undefined {
    return this.#heading.onAntennas(headingTrueDeg, sigmaDeg)
  }

  /** The heading by a satellite's signal, which the caller has found likely; gives by how much it turned the estimate, degrees. */
  onSignal(headingTrueDeg: number, sigmaDeg: number): number {
    return this.#heading.onSignal(headingTrueDeg, sigmaDeg)
  }

  /** The track where the train is thought to be, in its direction of travel. */
  onTrack(track: SeenTrack): void {
    this.#carrier.follow()
    if (observeTrack(this.filter, track)) applyCorrection(this.filter)
  }

  /** The estimate carried on to a time; `undefined` before the first fix. */
  at(nowMs: number): TrainEstimate | undefined {
    if (this.#carrier.mode === 'lost') return undefined
    return estimateOf(this.filter, this.standing, (nowMs - this.#carrier.atMs) / 1000)
  }

  get standing(): HeadingStanding {
    return this.#heading.standing
  }

  headingSource(): HeadingSource | undefined {
    return this.standing.kind === 'unknown' ? undefined : this.standing.source
  }

  /** Which end is thought to lead, for when nothing shows it yet. */
  expectFacing(facing: Facing): void {
    this.#heading.expect(facing)
  }

  /** Which end led last. */
  lastFacing(): Exclude<Facing, 'unknown'> {
    return this.#heading.lastFacing
  }

  /** How far fixes pull the estimate off inertia; `undefined` while inertia cannot tell. */
  pulledSigmas(): PulledSigmas | undefined {
    return this.#pull.pulled
  }

  /** Fixes come from another receiver from now on. */
  forgetPull(): void {
    this.#pull.reset()
  }

  isAtRest(): boolean {
    return this.#carrier.mode === 'resting'
  }

  /** Since the last fix that was taken in, ms. */
  sinceFixMs(nowMs: number): number {
    return nowMs - this.#fixAtMs
  }

  #fillWindow(): void {
    const window = this.#window
    const { reading, forceZ, stepS } = this.#carrier.stream
    window.add(reading, forceZ, stepS)
    const seconds = window.seconds()
    if (seconds < WINDOW_S || window.count() < WINDOW_READINGS) return
    window.close()
    this.#onWindow(seconds)
  }

  #onWindow(seconds: number): void {
    const { mean } = this.#window
    const { takenAtMs } = this.#carrier.stream
    const isFixFresh = this.#isFixFresh(takenAtMs)
    if (this.isAtRest() && !this.#rest.isStarting(this.#window)) {
      observeRest(this.filter, mean, { forS: seconds, isSeen: this.#isSpeedSeen(takenAtMs) })
      applyCorrection(this.filter)
      this.#heading.rest(mean.forceX)
    }
    this.#rest.onWindow(this.#window, this.filter, { seconds, isFixFresh })
    this.#followRest()
    if (this.#carrier.mode === 'inertial') this.#onMovingWindow(seconds, takenAtMs)
    if (!isFixFresh) this.#expectUsualFixes()
  }

  #onMovingWindow(seconds: number, takenAtMs: number): void {
    this.#straight.onWindow(this.filter, this.#window.mean, seconds)
    if (!this.#isSpeedSeen(takenAtMs)) this.#driving.unseen(this.filter, this.#window.mean.forceX, seconds)
  }

  #isSpeedSeen(nowMs: number): boolean {
    return this.#isFixFresh(nowMs) || nowMs - this.#odometerAtMs <= FRESH_MS
  }

  #isFixFresh(nowMs: number): boolean {
    return nowMs - this.#fixAtMs <= FRESH_MS
  }

  /** What every fix that is taken in tells beside its position. */
  #seen(fix: FusedFix): void {
    this.#fixAtMs = fix.atMs
    if (fix.speedMps !== undefined) this.#rest.onFix(fix.speedMps, this.filter)
    this.#heading.onFix(fix)
    this.#followRest()
    this.#driving.seen()
  }

  /** The last fixes before a tunnel are no measure of those after it. */
  #expectUsualFixes(): void {
    const usualM = this.#receiver.usualM()
    this.filter.fixSigmaM.set([usualM, usualM, 2 * usualM])
  }

  #followRest(): void {
    if (this.#rest.isAtRest === this.isAtRest() || this.#carrier.mode === 'lost') return
    if (this.#rest.isAtRest) this.#carrier.beginRest()
    else this.#carrier.endRest(this.#rest.gained(), this.#heading.isKnown())
  }

  #loseMotion(): void {
    this.#window.clear()
    this.#straight.reset()
    this.#heading.loseMotion()
    this.#carrier.loseReadings()
  }
}
