import { toDeg, toRad, wrap180Deg } from '../../../hal/units.ts'
import { errorState as at } from './error-states.ts'
import type { HeadingStanding } from './estimate.ts'
import { type Facing, FacingTest } from './facing.ts'
import { observeHeading } from './observations.ts'
import type { OdometerSeen } from './odometry.ts'
import { applyCorrection, setSpeed, type TrainFilter } from './train-filter.ts'

/** A course is as good as this lets it be. */
const SPEED_SIGMA_MPS = 0.05
/** From here on a course gives a first heading. */
const HEADING_FROM_MPS = 0.8
/** A board that gave no readings by then is taken to be none. */
const MOTION_WITHIN_MS = 10_000
/** Pulses older than this tell no direction of now. */
const FRESH_MS = 2_500
/** Five sigmas. */
const HEADING_NIS_MAX = 25
/** Antennas that say so this often in a row are believed: reflections do not last, and nothing else measures the body. */
const INSISTS_AFTER = 10

/** What a fix tells of the heading. */
interface SeenCourse {
  atMs: number
  speedMps?: number
  courseTrueDeg?: number
}

/** Finds which way the coach points: by its course and by which of its ends leads, by antennas, or as it is told. */
export class HeadingFinder {
  readonly #filter: TrainFilter
  readonly #facing = new FacingTest()
  #standing: HeadingStanding = { kind: 'unknown' }
  #hasMotion = false
  #firstFixAtMs: number | undefined
  #expected: Facing = 'unknown'
  #lastFacing: Exclude<Facing, 'unknown'> = 'forwards'
  /** That the coach runs forward was taken for granted. */
  #isAssumed = false
  /** Headings of antennas in a row that contradict the estimate. */
  #refused = 0

  constructor(filter: TrainFilter) {
    this.#filter = filter
  }

  get standing(): HeadingStanding {
    return this.#standing
  }

  /** Which end led last. */
  get lastFacing(): Exclude<Facing, 'unknown'> {
    return this.#lastFacing
  }

  /** Which end is thought to lead, for when nothing shows it yet. */
  expect(facing: Facing): void {
    this.#expected = facing
  }

  isKnown(): boolean {
    return this.#standing.kind === 'known'
  }

  set(headingTrueDeg: number, sigmaDeg: number, standing: HeadingStanding): void {
    this.#filter.headingRad = toRad(headingTrueDeg)
    this.#filter.covariance.isolate(at.heading, toRad(sigmaDeg))
    this.#standing = standing
  }

  forget(): void {
    this.#standing = { kind: 'unknown' }
    this.#facing.reset()
  }

  /** A reading of the force along the body, m/s². */
  feel(forceX: number, stepS: number): void {
    this.#hasMotion = true
    if (!this.isKnown()) this.#facing.feel(forceX, stepS)
  }

  /** At rest, feeling this along the body. */
  rest(forceX: number): void {
    this.#facing.rest(forceX)
  }

  loseMotion(): void {
    if (!this.isKnown()) this.#facing.reset()
  }

  /** A fix that was taken in. */
  onFix(fix: SeenCourse): void {
    this.#firstFixAtMs ??= fix.atMs
    if (fix.speedMps !== undefined) this.#followCourse(fix, fix.speedMps)
    if (this.#standing.kind !== 'known' || Math.abs(this.#filter.speedMps) <= HEADING_FROM_MPS) return
    this.#lastFacing = this.#filter.speedMps > 0 ? 'forwards' : 'backwards'
    if (this.#standing.source === 'stored') this.#standing = { kind: 'known', source: 'course' }
  }

  /** An axle that turns backwards corrects what was only taken to be so; called before its pulses are taken in. */
  onDirection({ direction, lastPulseMs, atMs }: OdometerSeen): void {
    if (!this.#isAssumed || direction === 'unknown' || lastPulseMs === undefined) return
    if (atMs - lastPulseMs > FRESH_MS || Math.abs(this.#filter.speedMps) < HEADING_FROM_MPS) return
    this.#lead(direction === 'forward' ? 'forwards' : 'backwards')
  }

  /** Pulses were taken in. */
  onPulses({ direction }: OdometerSeen): void {
    if (direction === 'unknown' || !this.#isCourseOnly()) return
    this.#lead(direction === 'forward' ? 'forwards' : 'backwards')
  }

  /** The heading of the body by two antennas, degrees. Answers how far they turned a heading that was known, once they have insisted. */
  onAntennas(headingTrueDeg: number, sigmaDeg: number): number | undefined {
    const filter = this.#filter
    const known: HeadingStanding = { kind: 'known', source: 'antennas' }
    const offRad = toRad(wrap180Deg(headingTrueDeg - toDeg(filter.headingRad)))
    const variance = filter.covariance.at(at.heading, at.heading) + toRad(sigmaDeg) ** 2
    const isFar = offRad ** 2 > HEADING_NIS_MAX * variance
    this.#refused = isFar ? this.#refused + 1 : 0
    const wasKnown = this.isKnown()
    if (!wasKnown || this.#refused >= INSISTS_AFTER) {
      // the course stays what it is: a body that points against it runs backwards
      if (!this.#isGuess() && Math.abs(offRad) > Math.PI / 2) turnRound(filter)
      this.set(headingTrueDeg, sigmaDeg, known)
      this.#isAssumed = false
      this.#refused = 0
      return wasKnown ? toDeg(offRad) : undefined
    }
    if (isFar) return undefined
    observeHeading(filter, offRad, toRad(sigmaDeg))
    applyCorrection(filter)
    this.#standing = known
    return undefined
  }

  /** A heading that comes from none of the body's own; where the heading comes from stays what it was. */
  onSignal(headingTrueDeg: number, sigmaDeg: number): number {
    const before = this.#filter.headingRad
    observeHeading(this.#filter, toRad(wrap180Deg(headingTrueDeg - toDeg(before))), toRad(sigmaDeg))
    applyCorrection(this.#filter)
    return toDeg(this.#filter.headingRad - before)
  }

  /** A fix without its course while that means nothing: against a heading that is a guess. */
  sensible<Fix extends SeenCourse>(fix: Fix): Fix | Omit<Fix, 'courseTrueDeg'> {
    if (!this.#isGuess()) return fix
    const { courseTrueDeg: _, ...rest } = fix
    return rest
  }

  #followCourse({ atMs, courseTrueDeg }: SeenCourse, speedMps: number): void {
    if (this.#isGuess() && courseTrueDeg !== undefined && speedMps >= HEADING_FROM_MPS) {
      setSpeed(this.#filter, speedMps, SPEED_SIGMA_MPS)
      const sigmaDeg = Math.max(0.2, toDeg(SPEED_SIGMA_MPS / speedMps))
      this.set(courseTrueDeg, sigmaDeg, { kind: 'reversible', source: 'course' })
    }
    if (!this.#isCourseOnly()) return
    // without a motion part nothing but an axle will ever tell: the train is taken to run forward
    const isHopeless = !this.#hasMotion && atMs - (this.#firstFixAtMs ?? atMs) >= MOTION_WITHIN_MS
    const judged = isHopeless ? 'forwards' : this.#facing.judge(speedMps)
    const facing = this.#expected === 'unknown' ? judged : this.#expected
    if (facing === 'unknown') return
    this.#lead(facing)
    this.#isAssumed = isHopeless && this.#expected === 'unknown'
  }

  #isGuess(): boolean {
    const { kind } = this.#standing
    return kind === 'unknown' || (this.#standing.kind === 'reversible' && this.#standing.source === 'line')
  }

  /** The train moves, and nothing has shown which end leads. */
  #isCourseOnly(): boolean {
    return this.#standing.kind === 'reversible' && this.#standing.source === 'course'
  }

  /** It has come out which end leads. */
  #lead(facing: Exclude<Facing, 'unknown'>): void {
    if (facing === 'backwards') turnRound(this.#filter)
    this.#standing = { kind: 'known', source: 'course' }
    this.#isAssumed = false
  }
}

/** The other end leads. */
const turnRound = (filter: TrainFilter): void => {
  const { covariance } = filter
  filter.headingRad += Math.PI
  covariance.isolate(at.heading, covariance.sigma(at.heading))
  setSpeed(filter, -filter.speedMps, covariance.sigma(at.speed))
  filter.accelerationMps2 = -filter.accelerationMps2
  covariance.isolate(at.acceleration, covariance.sigma(at.acceleration))
}
