import type { MotionSample } from '../../../hal/motion-sensor.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { class1bLimitMps2, judgedBandHz, type VibrationAxis } from '../../domain/en61373.ts'
import type { Vector } from '../../domain/frames.ts'
import { type MotionWatch, motionWatch, type PartLimits, type PartState } from '../../domain/motion-watch.ts'
import { bandRms, type Spectrum } from '../../domain/spectrum.ts'
import { type VibrationMeter, vibrationMeter } from '../../domain/vibration.ts'
import { vibrationAlarms } from '../../domain/vibration-alarms.ts'
import { type BandHz, bandsWithin, foldsHz, highBandHz, validBandHz } from '../../domain/vibration-bands.ts'
import type { VibrationBaseline } from '../../domain/vibration-baseline.ts'
import { type VibrationWindow, vibrationWindow } from '../../domain/vibration-window.ts'
import {
  initialVibrationWatch,
  planVibrationWatch,
  type VibrationAction,
  type VibrationSeen,
  type VibrationWatchState,
} from '../../plan/vibration-watch.ts'

type Reading = TopicMessage<'vibration'>['sensors'][string]
type Triple = [x: number, y: number, z: number]
type Three<T> = readonly [T, T, T]

/** What is known of a part before it is heard. */
export interface PartSetup extends PartLimits {
  /** In which its readings are right at its full rate. */
  partBandHz: BandHz
  /** Up to where its own filter passes. */
  bandwidthHz: number | undefined
  toBody(vector: Vector): Triple
}

/** A changed alarm and why. */
export interface AlarmChange {
  action: VibrationAction
  reason: string
}

const MPS2_PER_G = 9.80665
const AXES: readonly VibrationAxis[] = ['longitudinal', 'transverse', 'vertical']

/** One motion part: its samples, how it does, its figures, and what they are held against. */
export class FollowedPart {
  readonly key: string
  readonly #setup: PartSetup
  readonly #meter: VibrationMeter = vibrationMeter()
  readonly #watch: MotionWatch
  readonly #window: VibrationWindow
  readonly #validHz: BandHz
  readonly #judgedHz: BandHz | undefined
  readonly #limitsMps2: Triple
  readonly #bandsHz: readonly BandHz[]
  /** What of a reading stays the same. */
  readonly #fixed: Pick<Reading, 'validBandHz' | 'foldsHz'>
  /** What the last look found, until the next. */
  #looked: Pick<Reading, 'bands' | 'en61373Share'> = {}
  #state: VibrationWatchState = initialVibrationWatch()
  #alarms: Reading['alarms'] = []

  constructor(key: string, setup: PartSetup) {
    this.key = key
    this.#setup = setup
    this.#watch = motionWatch(setup)
    this.#window = vibrationWindow(setup.rateHz)
    this.#validHz = validBandHz(setup.partBandHz, setup.rateHz)
    this.#judgedHz = judgedBandHz(this.#validHz)
    this.#limitsMps2 = [0, 1, 2].map((axis) => class1bLimitMps2(AXES[axis] as VibrationAxis, this.#validHz)) as Triple
    this.#bandsHz = bandsWithin(this.#validHz)
    const folds = setup.bandwidthHz === undefined ? undefined : foldsHz(setup.bandwidthHz, setup.rateHz)
    this.#fixed = { validBandHz: [...this.#validHz], ...(folds && { foldsHz: [...folds] }) }
  }

  get baseline(): VibrationBaseline {
    return this.#state.baseline
  }

  state(nowMs: number): PartState {
    return this.#watch.state(nowMs)
  }

  /** Goes on from what was learnt earlier. */
  resume(baseline: VibrationBaseline): void {
    this.#state = initialVibrationWatch(baseline)
  }

  /** True when the sample may be used. */
  take(sample: MotionSample): boolean {
    this.#meter.add(sample)
    const isUsable = this.#watch.take(sample)
    if (isUsable) this.#window.add(sample.atMs, this.#setup.toBody(sample.accelerationG))
    return isUsable
  }

  reading(nowMs: number): Reading {
    const state = this.#watch.state(nowMs)
    const reading: Reading = { state, ...this.#meter.read(nowMs), ...this.#fixed, alarms: this.#alarms }
    const figures = state === 'ok' ? this.#window.figures() : undefined
    return figures ? { ...reading, axes: figures, ...this.#looked } : reading
  }

  /** Holds the last seconds against what is usual and what is allowed; what is not well, or not long enough, changes nothing. */
  look(nowMs: number, speedMps: number | undefined): AlarmChange[] {
    const figures = this.#watch.state(nowMs) === 'ok' ? this.#window.figures() : undefined
    const spectra = figures && this.#window.spectra()
    this.#looked = {}
    if (!figures || !spectra) return []
    const levels = this.#levels(spectra)
    this.#looked = {
      bands: this.#bandsHz.map((band) => ({ fromHz: band[0], toHz: band[1], rmsG: rmsWithin(spectra, band) })),
      ...(levels.length > 0 && {
        en61373Share: levels.map(({ mps2, limitMps2 }) => mps2 / limitMps2) as Triple,
      }),
    }
    return this.#decide({
      speedMps,
      levels,
      rmsG: figures.rms5sG,
      highG: rmsWithin(spectra, highBandHz(this.#validHz)),
      crest: figures.crest,
      gravityG: figures.gravityG,
    })
  }

  #levels(spectra: Three<Spectrum>): VibrationSeen['levels'] {
    const judgedHz = this.#judgedHz
    if (!judgedHz) return []
    return spectra.map((spectrum, axis) => ({
      axis: AXES[axis] as VibrationAxis,
      mps2: MPS2_PER_G * bandRms(spectrum, judgedHz),
      limitMps2: this.#limitsMps2[axis] as number,
    }))
  }

  #decide(seen: VibrationSeen): AlarmChange[] {
    const { state, actions, reasons } = planVibrationWatch(this.#state, seen)
    this.#state = state
    if (actions.length > 0) this.#alarms = vibrationAlarms.filter((alarm) => state.alarms[alarm].isRaised)
    return actions.map((action, at) => ({ action, reason: reasons[at] ?? '' }))
  }
}

const rmsWithin = ([x, y, z]: Three<Spectrum>, band: BandHz): Triple => [
  bandRms(x, band),
  bandRms(y, band),
  bandRms(z, band),
]
