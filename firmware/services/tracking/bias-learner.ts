import type { Storage } from '../../../hal/storage.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { acrossOf } from '../../domain/across.ts'
import type { EstimatedAttitude } from '../../domain/attitude.ts'
import {
  aheadS,
  type BiasEstimate,
  mountingOf,
  pointingSigmaDeg,
  type Warmth,
  withHeadingDoubt,
  withHeadingTurned,
  yawOf,
} from '../../domain/bias-filter.ts'
import { bodyFromMount, type Direction, type Mounting } from '../../domain/frames.ts'
import type { HeadingClaim } from '../../domain/mount-yaw.ts'
import type { AimObservation, SatelliteAhead } from '../../plan/aim.ts'
import {
  ditherOf,
  type LearningObservation,
  type LearningSight,
  type LearningState,
  learningFrom,
  planBiasLearning,
} from '../../plan/bias-learning.ts'
import type { BiasStore } from './bias-store.ts'
import { HeadingWitness } from './heading-witness.ts'
import type { PeakStanding } from './peak-desk.ts'
import type { AimedPointer } from './pointers.ts'
import { sightOf } from './sight.ts'

/** A terminal as its learner sees it. */
interface LearningTerminal {
  name: string
  pointer: Pick<AimedPointer, 'beam' | 'limits'>
  beamWidthDeg: number
  pointingLimitDeg: number
}

/** What a terminal's learner is made from. */
interface LearnerOptions {
  terminal: LearningTerminal
  aimHz: number
  store: BiasStore | undefined
  /** Keeps how the terminal is turned apart from the heading. */
  storage?: Storage | undefined
  say(text: string): void
}

/** What is seen at one step. */
interface Step {
  isAiming: boolean
  isLocked: boolean
  satellite: string | undefined
  ahead: SatelliteAhead | undefined
  attitude?: EstimatedAttitude | undefined
  speedMps?: number | undefined
}

/** A heading that is less sure teaches nothing of how a terminal sits. */
const KNOWN_HEADING_DEG = 1
/** Of a heading by course while the train rides: up to there its error is the yaw's to follow. */
const USUAL_DOUBT_DEG = 0.15
/** One that has just become known still moves to where it belongs. */
const HEADING_SETTLES_MS = 20_000
/** At which sensors are calibrated; any other would do. */
const CALIBRATED_AT_C = 25
/** Below this an old sigma does as well: the terminal sits still. */
const LOOK_EVERY_MS = 250

const isSure = (attitude: EstimatedAttitude | undefined): boolean =>
  attitude !== undefined && attitude.isReversible !== true && attitude.headingSigmaDeg <= KNOWN_HEADING_DEG

/** Learns how one terminal sits, keeps it, and gives it to whoever aims. */
export class BiasLearner {
  readonly #options: LearnerOptions
  #state: LearningState = learningFrom()
  #carrier: LearningObservation['carrier']
  #hasNews = false
  #sureSinceMs: MonotonicMs | undefined
  #sigmaDeg: number | undefined
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #satellite: string | undefined
  #warmth: Warmth
  readonly #beam: LearningObservation['beam']
  #hasFailed = false
  /** The doubt of the heading that the terminal's yaw has taken over. */
  #doubtDeg = USUAL_DOUBT_DEG
  readonly #witness: HeadingWitness
  #claim: HeadingClaim | undefined

  constructor(options: LearnerOptions) {
    this.#options = options
    const { store, terminal, storage, aimHz } = options
    this.#witness = new HeadingWitness(terminal.name, storage)
    const { pointer, beamWidthDeg: widthDeg, pointingLimitDeg } = terminal
    this.#warmth = { warmerC: 0, yawDeg: pointer.limits.mounting.yawDeg }
    this.#beam = { ...pointer.beam, widthDeg, pointingLimitDeg, halfPeriodMs: 500 / aimHz }
    store?.read(terminal.name).then(
      (estimate) => this.#begin(estimate),
      () => this.#fail(),
    )
  }

  onCarrier(carrier: LearningObservation['carrier']): void {
    this.#carrier = carrier
    this.#hasNews = true
  }

  /** One step at the aim rate. */
  step(seen: Step, nowMs: MonotonicMs): void {
    const isDue = nowMs - this.#lookedAtMs >= LOOK_EVERY_MS || seen.satellite !== this.#satellite
    if (!isDue && !this.#hasNews) return
    this.#hasNews = false
    this.#lookedAtMs = nowMs
    this.#satellite = seen.satellite
    this.#feel(seen.attitude?.sensorC)
    if (seen.attitude) this.#followHeading(seen.attitude, nowMs)
    const sight = this.#sightOf(seen)
    const carrier = this.#carrier
    const observation = {
      isAiming: seen.isAiming && this.#isSure(seen.attitude, nowMs),
      isLocked: seen.isLocked,
      beam: this.#beam,
      ...(sight && { sight }),
      ...(carrier && { carrier }),
    }
    const { state, actions, reasons } = planBiasLearning(this.#state, observation, nowMs)
    this.#state = state
    this.#sigmaDeg = sight && pointingSigmaDeg(state.estimate, sight)
    for (const reason of reasons) this.#options.say(reason)
    this.#witnessHeading(seen, nowMs)
    for (const _keep of actions) this.#keep(state.estimate)
  }

  /** How its satellite stands, for a scan for the peak. */
  forPeak({
    readBack,
    ...seen
  }: Pick<Step, 'ahead' | 'attitude' | 'satellite'> & { readBack: Direction | undefined }): Omit<
    PeakStanding,
    'holding' | 'isBlocked' | 'isLocked'
  > {
    const sight = this.#sightOf(seen)
    return {
      satellite: seen.satellite,
      attitude: seen.attitude,
      look: seen.ahead?.now,
      sight,
      offset: readBack && sight && acrossOf(readBack, sight.direction),
      carrier: this.#carrier,
      estimate: this.#state.estimate,
      warmth: this.#warmth,
      beam: this.#beam,
      adopt: (estimate) => this.#adopt(estimate),
    }
  }

  #adopt(estimate: BiasEstimate): void {
    const { rival: _rival, ...rest } = this.#state
    this.#state = { ...rest, estimate, isDoubted: false }
    this.#keep(estimate)
  }

  /** What the signal says of the heading, once each time that it says something new. */
  takeHeading(): HeadingClaim | undefined {
    const claim = this.#claim
    this.#claim = undefined
    return claim
  }

  /** What aiming needs of it. */
  forAim(): Pick<AimObservation, 'bias' | 'biasSigmaDeg' | 'isBiasLearnt' | 'dither'> {
    return {
      bias: this.#bias(),
      isBiasLearnt: this.#state.isLearnt,
      dither: ditherOf(this.#state),
      ...(this.#sigmaDeg !== undefined && { biasSigmaDeg: this.#sigmaDeg }),
    }
  }

  /** What is told of it, once something is known of the present direction. */
  said(): Pick<TopicMessage<'pointing'>['terminals'][string], 'bias'> {
    if (this.#sigmaDeg === undefined) return {}
    return { bias: { ...this.#bias(), sigmaDeg: this.#sigmaDeg, isLearnt: this.#state.isLearnt } }
  }

  /** Where a reading of the pointer is in the body. */
  inBody(readBack: Direction): Direction {
    return bodyFromMount(bodyFromMount(readBack, this.#bias()), this.#options.terminal.pointer.limits.mounting)
  }

  /** Once a minute; a carrier that is lost says nothing. */
  #witnessHeading({ attitude, speedMps, isLocked }: Step, nowMs: MonotonicMs): void {
    const yaw = isLocked && this.#state.isLearnt ? yawOf(this.#state.estimate) : undefined
    this.#claim = this.#witness.look({ attitude, speedMps, yaw }, nowMs) ?? this.#claim
  }

  /** What the signal has turned of the heading is no longer the terminal's; one that nothing measures drifts away, and the yaw has to follow it. */
  #followHeading(attitude: EstimatedAttitude, nowMs: MonotonicMs): void {
    const turnedDeg = this.#witness.turnedBy(attitude, nowMs)
    if (turnedDeg !== 0) this.#change((estimate) => withHeadingTurned(estimate, turnedDeg))
    const sigmaDeg = attitude.headingSigmaDeg
    if (sigmaDeg <= USUAL_DOUBT_DEG || sigmaDeg > KNOWN_HEADING_DEG) this.#doubtDeg = USUAL_DOUBT_DEG
    if (sigmaDeg <= this.#doubtDeg || sigmaDeg > KNOWN_HEADING_DEG) return
    const byDeg2 = sigmaDeg ** 2 - this.#doubtDeg ** 2
    this.#doubtDeg = sigmaDeg
    this.#change((estimate) => withHeadingDoubt(estimate, byDeg2))
  }

  #change(by: (estimate: BiasEstimate) => BiasEstimate): void {
    const { rival, estimate } = this.#state
    const changed = { ...this.#state, estimate: by(estimate) }
    this.#state = rival ? { ...changed, rival: { ...rival, estimate: by(rival.estimate) } } : changed
  }

  #sightOf({ ahead, attitude, satellite }: Pick<Step, 'ahead' | 'attitude' | 'satellite'>): LearningSight | undefined {
    if (!ahead || !attitude || satellite === undefined) return undefined
    const { mounting } = this.#options.terminal.pointer.limits
    return sightOf({ ahead, attitude, satellite, mounting, bias: this.#bias(), warmth: this.#warmth })
  }

  #isSure(attitude: EstimatedAttitude | undefined, nowMs: MonotonicMs): boolean {
    this.#sureSinceMs = isSure(attitude) ? (this.#sureSinceMs ?? nowMs) : undefined
    return this.#sureSinceMs !== undefined && nowMs - this.#sureSinceMs >= HEADING_SETTLES_MS
  }

  /** What the sensor of the body's roll says of its temperature; the last word holds. */
  #feel(temperatureC: number | undefined): void {
    if (temperatureC !== undefined) this.#warmth = { ...this.#warmth, warmerC: temperatureC - CALIBRATED_AT_C }
  }

  #bias(): Mounting {
    return mountingOf(this.#state.estimate, this.#warmth)
  }

  /** How far the followed satellite is ahead of its elements, ms. */
  aheadMs(): number {
    return 1000 * aheadS(this.#state.estimate)
  }

  /** The record may come when learning has begun already: then what is being learnt stays. */
  #begin(estimate: BiasEstimate): void {
    if (this.#state.turn > 0) return
    this.#state = learningFrom(estimate)
    this.#doubtDeg = USUAL_DOUBT_DEG
  }

  #keep(estimate: BiasEstimate): void {
    this.#options.store?.write(this.#options.terminal.name, estimate).catch(() => this.#fail())
  }

  #fail(): void {
    if (!this.#hasFailed) this.#options.say('how the terminal sits is not kept over a restart')
    this.#hasFailed = true
  }
}
