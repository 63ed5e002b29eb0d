import { toDeg, toRad, wrap180Deg } from '../../../hal/units.ts'
import { beginCoasting, carry, coast, endCoasting } from './coast-step.ts'
import { EpochTiming } from './epoch-timing.ts'
import { errorState as at } from './error-states.ts'
import { estimateOf, type HeadingSource, type HeadingStanding, type TrainEstimate } from './estimate.ts'
import { type Facing, FacingTest } from './facing.ts'
import { type FixJudgement, judgeFix } from './fix-judgement.ts'
import { InertialStep, wander } from './inertial-step.ts'
import { InertialStream, type MotionSeen } from './inertial-stream.ts'
import { innovationOf, observeFix, observeHeading, observeRest, observeTrack, type SeenTrack } from './observations.ts'
import { type OdometerSeen, Odometry } from './odometry.ts'
import { ReadingWindow } from './reading-window.ts'
import { ReceiverSigma } from './receiver-sigma.ts'
import { RestWatch } from './rest-watch.ts'
import { SpeedHolding } from './speed-holding.ts'
import { StraightTrack } from './straight-track.ts'
import { applyCorrection, measureEarth, newTrainFilter, place } from './train-filter.ts'

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

/** Readings that the covariance follows at once; more is left to the next step. */
const FOLLOW_EVERY_S = 0.2
const WINDOW_S = 0.5
const WINDOW_READINGS = 10
const LONGEST_COAST_S = 1
/** Before a fix says where the train is. */
const UNKNOWN_M = 10_000
/** Fixes tell rest and speed while they come. */
const FRESH_MS = 2_500
/** A course is as good as this lets it be. */
const SPEED_SIGMA_MPS = 0.05
/** From here on a course gives a first heading. */
const HEADING_FROM_MPS = 0.8
/** A board that gave no readings by then is taken to be none. */
const MOTION_WITHIN_MS = 10_000
/** Five sigmas. */
const HEADING_NIS_MAX = 25
/** More than this of a fix against the estimate: the receiver's own error has jumped. */
const JUMPED_NIS = 12

/**
 * Where the train is, how fast it goes and how it lies, from fixes, a motion part, an odometer and what a train can do.
 * Fixes must have passed a gate: `judge` tells it what they would mean, `take` takes one in.
 */
export class Fusion {
  readonly filter = newTrainFilter()
  readonly #step = new InertialStep(this.filter)
  readonly #stream = new InertialStream()
  readonly #window = new ReadingWindow()
  readonly #timing = new EpochTiming()
  readonly #receiver = new ReceiverSigma()
  readonly #rest = new RestWatch()
  readonly #facing = new FacingTest()
  readonly #holding = new SpeedHolding()
  readonly #odometry = new Odometry()
  readonly #straight = new StraightTrack()
  standing: HeadingStanding = { kind: 'unknown' }
  #mode: 'lost' | 'coasting' | 'inertial' | 'resting' = 'lost'
  /** The time of the estimate. */
  #atMs = 0
  #fixAtMs = Number.NEGATIVE_INFINITY
  #odometerAtMs = Number.NEGATIVE_INFINITY
  #windowReadings = 0
  #hasMotion = false
  #firstFixAtMs: number | undefined
  #expected: Facing = 'unknown'
  #lastFacing: Exclude<Facing, 'unknown'> = 'forwards'
  /** That the coach runs forward was taken for granted. */
  #isAssumed = false

  /** A sample of the motion part, in the order of their times. */
  onMotion(sample: MotionSeen, temperatureC?: number): void {
    const stream = this.#stream
    const outcome = stream.add(sample)
    if (outcome !== 'step') {
      this.#loseMotion()
      return
    }
    this.#hasMotion = true
    this.#step.setTemperature(temperatureC)
    this.#move()
    this.#fillWindow()
  }

  /** Moves the estimate to a time without waiting for anything: readings that fail to come are coasted over. */
  advance(nowMs: number): void {
    if (this.#mode === 'lost') return
    if (this.#mode === 'inertial' && !this.#stream.isLive(nowMs)) this.#loseMotion()
    if (this.#mode === 'coasting') this.#coastTo(nowMs)
    else if (this.#mode === 'resting') this.#restTo(nowMs)
  }

  /** What a fix would mean; `undefined` before the first. */
  judge(fix: FusedFix): FixJudgement | undefined {
    if (this.#mode === 'lost') return undefined
    this.advance(fix.atMs)
    this.#step.follow(this.#stream.noise)
    const ageS = (this.#atMs - this.#timing.epochAtMs(fix.atMs, fix.utcMs)) / 1000
    const innovation = innovationOf(this.filter, sensible(fix, this.standing), ageS)
    return judgeFix(this.filter, innovation, this.#receiver.of(fix))
  }

  /** Takes in a fix that the gate accepted. */
  take(fix: FusedFix, judgement: FixJudgement): void {
    const { filter } = this
    const sigmas = this.#receiver.of(fix)
    filter.fixSigmaM.set([sigmas.northM, sigmas.eastM, sigmas.upM])
    if (judgement.positionNis > JUMPED_NIS) this.#distrustFixError()
    measureEarth(filter)
    observeFix(filter, judgement.innovation, sigmas.speedMps)
    applyCorrection(filter)
    this.#seen(fix)
  }

  /** Begins again at a fix: the first one, or one that insists. */
  restart(fix: FusedFix): void {
    const { filter } = this
    const sigmas = this.#receiver.of(fix)
    filter.fixSigmaM.set([sigmas.northM, sigmas.eastM, sigmas.upM])
    this.#step.forget()
    place(filter, { latDeg: fix.latDeg, lonDeg: fix.lonDeg, heightM: fix.heightM ?? filter.heightM }, UNKNOWN_M)
    this.#distrustFixError()
    for (const index of [at.fixNorth, at.fixEast, at.fixUp]) filter.means[index] = 0
    filter.speedMps = 0
    filter.covariance.isolate(at.speed, 30)
    filter.covariance.isolate(at.heading, Math.PI)
    this.standing = { kind: 'unknown' }
    this.#facing.reset()
    this.#atMs = this.#timing.epochAtMs(fix.atMs, fix.utcMs)
    this.#beginCoasting()
    const { latDeg, lonDeg, heightM } = fix
    const where = { latDeg, lonDeg, ...(heightM !== undefined && { heightM }) }
    observeFix(filter, innovationOf(filter, where, 0), sigmas.speedMps)
    applyCorrection(filter)
    if (fix.speedMps !== undefined) this.#setSpeed(fix.speedMps, sigmas.speedMps)
    this.#seen(fix)
  }

  /** The heading of a train at rest that was stored, or that two antennas give. */
  setHeading(headingTrueDeg: number, sigmaDeg: number, standing: HeadingStanding): void {
    this.filter.headingRad = toRad(headingTrueDeg)
    this.filter.covariance.isolate(at.heading, toRad(sigmaDeg))
    this.standing = standing
  }

  /** Pulses of an axle. */
  onOdometer(seen: OdometerSeen, pulsesPerMetre: number): void {
    if (this.#mode === 'lost') return
    this.advance(seen.atMs)
    this.#hearDirection(seen)
    if (this.#mode === 'inertial') this.#step.follow(this.#stream.noise)
    const outcome = this.#odometry.observe(this.filter, seen, { pulsesPerMetre, filterAtMs: this.#atMs })
    if (outcome === 'moved' || outcome === 'still') {
      this.#odometerAtMs = seen.atMs
      this.#holding.seen(this.filter)
    }
    if (outcome !== 'moved') return
    if (!this.#isFixFresh(seen.atMs)) this.#rest.moves()
    this.#followRest()
    if (seen.direction === 'unknown' || !this.#isCourseOnly()) return
    this.#lead(seen.direction === 'forward' ? 'forwards' : 'backwards')
  }

  /** An axle that turns backwards corrects what was only taken to be so. */
  #hearDirection({ direction, lastPulseMs, atMs }: OdometerSeen): void {
    if (!this.#isAssumed || direction === 'unknown' || lastPulseMs === undefined) return
    if (atMs - lastPulseMs > FRESH_MS || Math.abs(this.filter.speedMps) < HEADING_FROM_MPS) return
    this.#lead(direction === 'forward' ? 'forwards' : 'backwards')
  }

  /** The heading of the body by two antennas, degrees. */
  onAntennas(headingTrueDeg: number, sigmaDeg: number): void {
    const known: HeadingStanding = { kind: 'known', source: 'antennas' }
    if (this.standing.kind !== 'known') {
      this.setHeading(headingTrueDeg, sigmaDeg, known)
      return
    }
    const offRad = toRad(wrap180Deg(headingTrueDeg - toDeg(this.filter.headingRad)))
    const variance = this.filter.covariance.at(at.heading, at.heading) + toRad(sigmaDeg) ** 2
    if (offRad ** 2 > HEADING_NIS_MAX * variance) return
    observeHeading(this.filter, offRad, toRad(sigmaDeg))
    applyCorrection(this.filter)
    this.standing = known
  }

  /** The track where the train is thought to be, in its direction of travel. */
  onTrack(track: SeenTrack): void {
    this.#step.follow(this.#stream.noise)
    if (observeTrack(this.filter, track)) applyCorrection(this.filter)
  }

  /** The estimate carried on to a time; `undefined` before the first fix. */
  at(nowMs: number): TrainEstimate | undefined {
    if (this.#mode === 'lost') return undefined
    return estimateOf(this.filter, this.standing, (nowMs - this.#atMs) / 1000)
  }

  headingSource(): HeadingSource | undefined {
    return this.standing.kind === 'unknown' ? undefined : this.standing.source
  }

  /** Which end is thought to lead, for when nothing shows it yet. */
  expectFacing(facing: Facing): void {
    this.#expected = facing
  }

  /** Which end led last. */
  lastFacing(): Exclude<Facing, 'unknown'> {
    return this.#lastFacing
  }

  isAtRest(): boolean {
    return this.#mode === 'resting'
  }

  /** Since the last fix that was taken in, ms. */
  sinceFixMs(nowMs: number): number {
    return nowMs - this.#fixAtMs
  }

  #move(): void {
    const { reading, stepS, takenAtMs, noise } = this.#stream
    if (this.standing.kind !== 'known') this.#facing.feel(reading.forceX, stepS)
    if (this.#mode === 'coasting' && this.standing.kind === 'known') this.#beginInertial()
    if (this.#mode !== 'inertial') return
    this.#step.move(reading, stepS)
    this.#atMs = takenAtMs
    if (this.#step.pendingS() >= FOLLOW_EVERY_S) this.#step.follow(noise)
  }

  #fillWindow(): void {
    const window = this.#window
    const { reading, forceZ, stepS } = this.#stream
    window.add(reading, forceZ, stepS)
    this.#windowReadings++
    const seconds = window.seconds()
    if (seconds < WINDOW_S || this.#windowReadings < WINDOW_READINGS) return
    window.close()
    this.#windowReadings = 0
    this.#onWindow(seconds)
  }

  #onWindow(seconds: number): void {
    const isFixFresh = this.#isFixFresh(this.#stream.takenAtMs)
    if (this.#mode === 'resting' && !this.#rest.isStarting(this.#window)) {
      observeRest(this.filter, this.#window.mean, seconds)
      applyCorrection(this.filter)
      this.#facing.rest(this.#window.mean.forceX)
    }
    this.#rest.onWindow(this.#window, this.filter, isFixFresh)
    this.#followRest()
    const isSeen = isFixFresh || this.#stream.takenAtMs - this.#odometerAtMs <= FRESH_MS
    if (this.#mode === 'inertial') this.#straight.onWindow(this.filter, this.#window.mean, seconds)
    if (this.#mode === 'inertial' && !isSeen) this.#holding.unseen(this.filter, seconds)
    if (!isFixFresh) this.#expectUsualFixes()
  }

  #isFixFresh(nowMs: number): boolean {
    return nowMs - this.#fixAtMs <= FRESH_MS
  }

  /** What every fix that is taken in tells beside its position. */
  #seen(fix: FusedFix): void {
    this.#fixAtMs = fix.atMs
    if (this.#firstFixAtMs === undefined) this.#firstFixAtMs = fix.atMs
    if (fix.speedMps !== undefined) {
      this.#rest.onFix(fix.speedMps, this.filter)
      this.#findHeading(fix, fix.speedMps)
    }
    this.#followRest()
    this.#holding.seen(this.filter)
    if (this.standing.kind !== 'known' || Math.abs(this.filter.speedMps) <= HEADING_FROM_MPS) return
    this.#lastFacing = this.filter.speedMps > 0 ? 'forwards' : 'backwards'
    if (this.standing.source === 'stored') this.standing = { kind: 'known', source: 'course' }
  }

  #findHeading(fix: FusedFix, speedMps: number): void {
    const { standing } = this
    const isGuess = standing.kind === 'unknown' || (standing.kind === 'reversible' && standing.source === 'line')
    if (isGuess && fix.courseTrueDeg !== undefined && speedMps >= HEADING_FROM_MPS) {
      this.#setSpeed(speedMps, SPEED_SIGMA_MPS)
      const sigmaRad = Math.max(toRad(0.2), SPEED_SIGMA_MPS / speedMps)
      this.setHeading(fix.courseTrueDeg, (sigmaRad * 180) / Math.PI, { kind: 'reversible', source: 'course' })
    }
    if (!this.#isCourseOnly()) return
    // without a motion part nothing will ever tell: the train is taken to run forward
    const isHopeless = !this.#hasMotion && fix.atMs - (this.#firstFixAtMs ?? fix.atMs) >= MOTION_WITHIN_MS
    const judged = isHopeless ? 'forwards' : this.#facing.judge(speedMps)
    const facing = this.#expected === 'unknown' ? judged : this.#expected
    if (facing === 'unknown') return
    this.#lead(facing)
    this.#isAssumed = isHopeless && this.#expected === 'unknown'
  }

  /** The train moves, and nothing has shown which end leads. */
  #isCourseOnly(): boolean {
    return this.standing.kind === 'reversible' && this.standing.source === 'course'
  }

  /** It has come out which end leads. */
  #lead(facing: Exclude<Facing, 'unknown'>): void {
    if (facing === 'backwards') this.#turnRound()
    this.standing = { kind: 'known', source: 'course' }
    this.#isAssumed = false
  }

  /** The other end leads. */
  #turnRound(): void {
    const { filter } = this
    filter.headingRad += Math.PI
    filter.covariance.isolate(at.heading, filter.covariance.sigma(at.heading))
    this.#setSpeed(-filter.speedMps, filter.covariance.sigma(at.speed))
    filter.accelerationMps2 = -filter.accelerationMps2
    filter.covariance.isolate(at.acceleration, filter.covariance.sigma(at.acceleration))
  }

  #setSpeed(speedMps: number, sigmaMps: number): void {
    this.filter.speedMps = speedMps
    this.filter.covariance.isolate(at.speed, sigmaMps)
  }

  #distrustFixError(): void {
    const { covariance, fixSigmaM } = this.filter
    for (let axis = 0; axis < 3; axis++) covariance.isolate(at.fixNorth + axis, fixSigmaM[axis] as number)
  }

  /** The last fixes before a tunnel are no measure of those after it. */
  #expectUsualFixes(): void {
    const usualM = this.#receiver.usualM()
    this.filter.fixSigmaM.set([usualM, usualM, 2 * usualM])
  }

  #followRest(): void {
    if (this.#rest.isAtRest === (this.#mode === 'resting') || this.#mode === 'lost') return
    if (this.#rest.isAtRest) this.#beginRest()
    else this.#beginCoasting()
  }

  #beginRest(): void {
    this.#step.follow(this.#stream.noise)
    this.#mode = 'resting'
    this.filter.turnRadPerS = 0
    this.filter.accelerationMps2 = 0
    endCoasting(this.filter)
    // a train cannot turn in place: whatever is learnt at rest of the gyroscopes leaves the heading alone
    this.filter.covariance.isolate(at.heading, this.filter.covariance.sigma(at.heading))
    this.#setSpeed(0, 0)
  }

  #beginCoasting(): void {
    this.#mode = 'coasting'
    beginCoasting(this.filter)
  }

  #beginInertial(): void {
    const fromMs = this.#stream.takenAtMs - this.#stream.stepS * 1000
    this.#coastTo(fromMs)
    // coasting runs up to the present, readings come later
    carry(this.filter, (fromMs - this.#atMs) / 1000)
    endCoasting(this.filter)
    this.#mode = 'inertial'
  }

  #loseMotion(): void {
    this.#window.clear()
    this.#windowReadings = 0
    if (this.standing.kind !== 'known') this.#facing.reset()
    if (this.#mode !== 'inertial') return
    this.#step.follow(this.#stream.noise)
    this.#beginCoasting()
  }

  #coastTo(toMs: number): void {
    while (toMs > this.#atMs) {
      const stepS = Math.min(LONGEST_COAST_S, (toMs - this.#atMs) / 1000)
      coast(this.filter, stepS)
      this.#atMs += stepS * 1000
      if (toMs - this.#atMs < 0.01) this.#atMs = toMs
    }
  }

  #restTo(nowMs: number): void {
    if (nowMs <= this.#atMs) return
    wander(this.filter, (nowMs - this.#atMs) / 1000)
    this.filter.covariance.isolate(at.speed, 0.01)
    this.#atMs = nowMs
  }
}

/** A course means nothing against a heading that is a guess. */
const sensible = (fix: FusedFix, standing: HeadingStanding) => {
  const { speedMps, courseTrueDeg, ...rest } = fix
  if (speedMps === undefined) return rest
  const isGuess = standing.kind === 'unknown' || (standing.kind === 'reversible' && standing.source === 'line')
  return { ...rest, speedMps, ...(courseTrueDeg !== undefined && !isGuess && { courseTrueDeg }) }
}
