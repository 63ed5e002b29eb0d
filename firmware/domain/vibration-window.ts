import { type Spectrometer, type Spectrum, welch } from './spectrum.ts'
import { axisStatistics } from './vibration-statistics.ts'

type Triple = [x: number, y: number, z: number]

/** Statistics of each axis, its mean (gravity) removed, over 5 s but the rms of the last second. */
export interface AxesFigures {
  /** What was removed. */
  gravityG: Triple
  rms1sG: Triple
  rms5sG: Triple
  peakG: Triple
  crest: Triple
  kurtosis: Triple
}

/** The last samples of one motion part, axis by axis in the body frame. */
export interface VibrationWindow {
  /** Takes a sample; times must not fall. What came before a gap is forgotten. */
  add(atMs: number, accelerationG: Readonly<Triple>): void
  clear(): void
  /** `undefined` before there are 5 s of samples. */
  figures(): AxesFigures | undefined
  /** Over the last 10 to 20 s; `undefined` before there are so many. */
  spectra(): readonly [Spectrum, Spectrum, Spectrum] | undefined
}

const GAP_MS = 1_000
/** A window of the spectrum holds at least this; four of them, half overlapping, are looked at. */
const WINDOW_S = 2.5
const WINDOWS = 4
const AXES = [0, 1, 2] as const

const powerOfTwoFrom = (count: number): number => 2 ** Math.max(3, Math.ceil(Math.log2(count)))

class Window implements VibrationWindow {
  readonly #rateHz: number
  readonly #samples: readonly [Float64Array, Float64Array, Float64Array]
  readonly #spectrometer: Spectrometer
  readonly #capacity: number
  #held = 0
  #next = 0
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(rateHz: number) {
    const size = powerOfTwoFrom(WINDOW_S * rateHz)
    this.#rateHz = rateHz
    this.#capacity = Math.max(WINDOWS * size, Math.ceil(5 * rateHz))
    this.#samples = [this.#empty(), this.#empty(), this.#empty()]
    this.#spectrometer = welch(size)
  }

  add(atMs: number, [x, y, z]: Readonly<Triple>): void {
    if (atMs - this.#lastMs > GAP_MS) this.clear()
    this.#lastMs = atMs
    const [xs, ys, zs] = this.#samples
    const twin = this.#next + this.#capacity
    xs[this.#next] = xs[twin] = x
    ys[this.#next] = ys[twin] = y
    zs[this.#next] = zs[twin] = z
    this.#next = (this.#next + 1) % this.#capacity
    if (this.#held < this.#capacity) this.#held++
  }

  clear(): void {
    this.#held = 0
    this.#next = 0
  }

  figures(): AxesFigures | undefined {
    if (this.#held < Math.floor(5 * this.#rateHz)) return undefined
    const figures: AxesFigures = {
      gravityG: [0, 0, 0],
      rms1sG: [0, 0, 0],
      rms5sG: [0, 0, 0],
      peakG: [0, 0, 0],
      crest: [0, 0, 0],
      kurtosis: [0, 0, 0],
    }
    for (const axis of AXES) this.#fill(figures, axis)
    return figures
  }

  spectra() {
    if (this.#held < this.#capacity) return undefined
    const [x, y, z] = AXES.map((axis) => this.#spectrometer(this.#last(axis, this.#capacity), this.#rateHz))
    return x && y && z ? ([x, y, z] as const) : undefined
  }

  #fill(figures: AxesFigures, axis: 0 | 1 | 2): void {
    const { meanG, rmsG, peakG, crest, kurtosis } = axisStatistics(this.#last(axis, Math.floor(5 * this.#rateHz)))
    figures.gravityG[axis] = meanG
    figures.rms5sG[axis] = rmsG
    figures.peakG[axis] = peakG
    figures.crest[axis] = crest
    figures.kurtosis[axis] = kurtosis
    figures.rms1sG[axis] = axisStatistics(this.#last(axis, Math.max(2, Math.floor(this.#rateHz)))).rmsG
  }

  /** The last samples of an axis in their order; each is held twice, a whole ring apart, so that they lie in one piece. */
  #last(axis: 0 | 1 | 2, count: number): Float64Array {
    const end = this.#next + this.#capacity
    return this.#samples[axis].subarray(end - count, end)
  }

  #empty(): Float64Array {
    return new Float64Array(2 * this.#capacity)
  }
}

/** A window on a part that is read `rateHz` times a second. */
export const vibrationWindow = (rateHz: number): VibrationWindow => new Window(rateHz)
