/** How a motion part does: what is not `ok` gives nothing that navigation may use. */
export type PartState = 'ok' | 'silent' | 'zeros' | 'stuck' | 'clipping' | 'rate'

/** What a part was set to, and where its readings end. */
export interface PartLimits {
  rateHz: number
  rangeG: number
  rangeDps?: number | undefined
}

/** A sample as far as it is watched. */
export interface WatchedSample {
  atMs: number
  accelerationG: readonly [x: number, y: number, z: number]
  rateDps?: readonly [x: number, y: number, z: number]
}

/** Watches the samples of one part; allocates nothing a sample. */
export interface MotionWatch {
  /** Takes a sample; times must not fall. True when it may be used: it is new, within the range, and its part is well. */
  take(sample: WatchedSample): boolean
  state(nowMs: number): PartState
}

const SILENT_AFTER_MS = 2000
const ZEROS_AFTER_MS = 500
/** At rest a coarse part may repeat itself some times. */
const STUCK_AFTER_MS = 1000
/** Rate and clipping are judged over so much: a computer that is busy for half a second is no board at another rate. */
const WINDOW_MS = 4000
/** StandardFirmata restarts at 19 ms, 47 % fewer than 100 Hz; serial noise may cost a tenth. */
const RATE_TOLERANCE = 0.25
/** A knock clips a sample or two; a saturated part clips more than this share. */
const CLIPPED_SHARE = 0.05
/** The last counts of a range: parts stop at different ones. */
const RANGE_END = 0.998

type Triple = readonly [number, number, number]

const reaches = ([x, y, z]: Triple, limit: number): boolean =>
  Math.abs(x) >= limit || Math.abs(y) >= limit || Math.abs(z) >= limit
const isZero = ([x, y, z]: Triple): boolean => x === 0 && y === 0 && z === 0
const isEqual = (a: Triple | undefined, b: Triple | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1] && a[2] === b[2])

class Watch implements MotionWatch {
  readonly #limits: PartLimits
  #last: WatchedSample | undefined
  #lastMs = Number.NEGATIVE_INFINITY
  #sameSinceMs = 0
  #isZero = false
  #windowMs = 0
  #samples = 0
  #clipped = 0
  #isClipping = false
  #isOffRate = false

  constructor(limits: PartLimits) {
    this.#limits = limits
  }

  take(sample: WatchedSample): boolean {
    const { atMs, accelerationG, rateDps } = sample
    const last = this.#last
    const isRepeat = isEqual(accelerationG, last?.accelerationG) && isEqual(rateDps, last?.rateDps)
    if (!isRepeat) this.#sameSinceMs = atMs
    // A part that works always feels gravity somewhere: exact zeros are no sample, not even the first.
    this.#isZero = isZero(accelerationG)
    const isClipped = this.#isClipped(sample)
    this.#count(atMs, isClipped)
    this.#last = sample
    this.#lastMs = atMs
    return !(isRepeat || this.#isZero || isClipped || this.#isClipping || this.#isOffRate)
  }

  state(nowMs: number): PartState {
    if (nowMs - this.#lastMs >= SILENT_AFTER_MS) return 'silent'
    const sameMs = this.#lastMs - this.#sameSinceMs
    if (this.#isZero && sameMs >= ZEROS_AFTER_MS) return 'zeros'
    if (sameMs >= STUCK_AFTER_MS) return 'stuck'
    if (this.#isClipping) return 'clipping'
    return this.#isOffRate ? 'rate' : 'ok'
  }

  #isClipped({ accelerationG, rateDps }: WatchedSample): boolean {
    const { rangeG, rangeDps } = this.#limits
    if (reaches(accelerationG, RANGE_END * rangeG)) return true
    return rateDps !== undefined && rangeDps !== undefined && reaches(rateDps, RANGE_END * rangeDps)
  }

  /** After a silence counting begins anew. */
  #count(atMs: number, isClipped: boolean): void {
    if (atMs - this.#lastMs >= SILENT_AFTER_MS) this.#begin(atMs)
    else this.#samples++
    if (isClipped) this.#clipped++
    const passedMs = atMs - this.#windowMs
    if (passedMs < WINDOW_MS) return
    const share = (1000 * this.#samples) / passedMs / this.#limits.rateHz
    this.#isOffRate = Math.abs(share - 1) > RATE_TOLERANCE
    this.#isClipping = this.#clipped > CLIPPED_SHARE * this.#samples
    this.#begin(atMs)
  }

  #begin(atMs: number): void {
    this.#windowMs = atMs
    this.#samples = 0
    this.#clipped = 0
  }
}

/** A watch that has seen nothing yet: the part is silent. */
export const motionWatch = (limits: PartLimits): MotionWatch => new Watch(limits)
