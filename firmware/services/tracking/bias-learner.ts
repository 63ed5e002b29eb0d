import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { EstimatedAttitude } from '../../domain/attitude.ts'
import { aheadS, type BiasEstimate, mountingOf, pointingSigmaDeg, type Warmth } from '../../domain/bias-filter.ts'
import { bodyFromMount, type Direction, type Mounting } from '../../domain/frames.ts'
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
  store: BiasStore | undefined
  say(text: string): void
}

/** What is seen at one step. */
interface Step {
  isAiming: boolean
  isLocked: boolean
  satellite: string | undefined
  ahead: SatelliteAhead | undefined
  attitude: EstimatedAttitude | undefined
}

/** A heading that is less sure teaches nothing of how a terminal sits. */
const KNOWN_HEADING_DEG = 1
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
  #sigmaDeg: number | undefined
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #satellite: string | undefined
  #warmth: Warmth
  readonly #beam: LearningObservation['beam']
  #hasFailed = false

  constructor(options: LearnerOptions) {
    this.#options = options
    const { store, terminal } = options
    const { pointer, beamWidthDeg: widthDeg, pointingLimitDeg } = terminal
    this.#warmth = { warmerC: 0, yawDeg: pointer.limits.mounting.yawDeg }
    this.#beam = { ...pointer.beam, widthDeg, pointingLimitDeg }
    store?.read(terminal.name).then(
      (estimate) => this.#begin(estimate),
      () => this.#fail(),
    )
  }

  onCarrier(carrier: LearningObservation['carrier']): void {
    this.#carrier = carrier
  }

  /** One step at the aim rate. */
  step(seen: Step, nowMs: MonotonicMs): void {
    const isDue = nowMs - this.#lookedAtMs >= LOOK_EVERY_MS || seen.satellite !== this.#satellite
    if (!isDue) return
    this.#lookedAtMs = nowMs
    this.#satellite = seen.satellite
    this.#feel(seen.attitude?.sensorC)
    const sight = this.#sightOf(seen)
    const carrier = this.#carrier
    const observation = {
      isAiming: seen.isAiming && isSure(seen.attitude),
      isLocked: seen.isLocked,
      beam: this.#beam,
      ...(sight && { sight }),
      ...(carrier && { carrier }),
    }
    const { state, actions, reasons } = planBiasLearning(this.#state, observation, nowMs)
    this.#state = state
    this.#sigmaDeg = sight && pointingSigmaDeg(state.estimate, sight)
    for (const reason of reasons) this.#options.say(reason)
    for (const _keep of actions) this.#keep(state.estimate)
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

  #sightOf({ ahead, attitude, satellite }: Step): LearningSight | undefined {
    if (!ahead || !attitude || satellite === undefined) return undefined
    const { mounting } = this.#options.terminal.pointer.limits
    return sightOf({ ahead, attitude, satellite, mounting, bias: this.#bias(), warmth: this.#warmth })
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
    if (this.#state.turn === 0) this.#state = learningFrom(estimate)
  }

  #keep(estimate: BiasEstimate): void {
    this.#options.store?.write(this.#options.terminal.name, estimate).catch(() => this.#fail())
  }

  #fail(): void {
    if (!this.#hasFailed) this.#options.say('how the terminal sits is not kept over a restart')
    this.#hasFailed = true
  }
}
