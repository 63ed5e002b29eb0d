import { toRad } from '../../../hal/units.ts'
import { GRAVITY_MPS2, type InertialNoise, type InertialReading } from './inertial-step.ts'

/** One sample as a board gives it: g and °/s in the body frame; it arrives some time after it was taken. */
export interface MotionSeen {
  atMs: number
  accelerationG: readonly [x: number, y: number, z: number]
  rateDps?: readonly [x: number, y: number, z: number] | undefined
}

/** What a sample came to: a step of the estimate, or why it is none. */
export type StreamStep = 'step' | 'gap' | 'unwell'

/** From a reading to its arrival, the middle of what boards and adapters take. */
const TRANSPORT_MS = 15
const PERIOD_SHARE = 0.01
const PHASE_SHARE = 0.02
/** Samples before the period is known. */
const LEARN_SAMPLES = 20
/** Longer without a sample is a gap: too long to take the last reading for what happened. */
const GAP_MS = 350
/** The same six numbers so often are no measurement: noise moves the last digits. */
const STUCK_AFTER = 5
/** Specific force of a coach, g: beyond it a part is lost, or clips. */
const FORCE_G = { min: 0.6, max: 1.5, axis: 1.9 } as const
const RATE_MAX_DPS = 200
const BAD_AFTER = 3
/** A part that was unwell is used again after so long without a complaint. */
const WELL_AFTER_MS = 1_000
const NOISE_SHARE = 0.01

/**
 * Puts readings on a steady time base, for they arrive with a jitter of many milliseconds and without a stamp; measures
 * their noise; notices a part that sticks, clips, streams zeros or pauses.
 */
export class InertialStream {
  /** The reading and the time base after `add` said `step`. */
  readonly reading: InertialReading = { forceX: 0, forceY: 0, rateX: 0, rateY: 0, rateZ: 0 }
  forceZ = -GRAVITY_MPS2
  stepS = 0
  /** When the reading was taken. */
  takenAtMs = 0
  readonly noise: InertialNoise = { force: 1e-3, rateX: 1e-7, rateY: 1e-7, rateZ: 1e-7 }
  #arrivedAtMs = Number.NEGATIVE_INFINITY
  #periodMs = 0
  #seen = 0
  #same = 0
  #bad = 0
  #unwellUntilMs = Number.NEGATIVE_INFINITY
  readonly #last = new Float64Array(6)

  /** Takes the next sample in. */
  add(sample: MotionSeen): StreamStep {
    const { rateDps } = sample
    if (!rateDps) return 'unwell'
    const isWell = this.#judge(sample.accelerationG, rateDps)
    const isGap = this.#setTime(sample.atMs)
    if (!isWell) this.#unwellUntilMs = sample.atMs + WELL_AFTER_MS
    // one reading out of range is a glitch: the one before stands for it
    if (this.#bad === 0) this.#take(sample.accelerationG, rateDps, isGap || !isWell)
    if (isGap) return 'gap'
    return sample.atMs < this.#unwellUntilMs || this.#seen <= LEARN_SAMPLES ? 'unwell' : 'step'
  }

  /** Whether readings still come. */
  isLive(nowMs: number): boolean {
    return nowMs - this.#arrivedAtMs <= GAP_MS + 3 * this.#periodMs
  }

  #judge(force: readonly [number, number, number], rate: readonly [number, number, number]): boolean {
    const last = this.#last
    let isSame = true
    let isInRange = true
    let square = 0
    for (let axis = 0; axis < 3; axis++) {
      const g = force[axis] as number
      const dps = rate[axis] as number
      if (g !== last[axis] || dps !== last[axis + 3]) isSame = false
      if (!(Math.abs(g) <= FORCE_G.axis && Math.abs(dps) <= RATE_MAX_DPS)) isInRange = false
      square += g * g
    }
    if (square < FORCE_G.min ** 2 || square > FORCE_G.max ** 2) isInRange = false
    this.#same = isSame ? this.#same + 1 : 0
    this.#bad = isInRange ? 0 : this.#bad + 1
    return this.#same < STUCK_AFTER && this.#bad < BAD_AFTER
  }

  /** Follows the arrivals with a steady period; true after a gap. */
  #setTime(atMs: number): boolean {
    const intervalMs = atMs - this.#arrivedAtMs
    this.#arrivedAtMs = atMs
    if (!(intervalMs >= 0 && intervalMs <= GAP_MS + 3 * this.#periodMs)) {
      this.takenAtMs = atMs - TRANSPORT_MS
      this.#seen = 0
      return true
    }
    this.#seen++
    const share = Math.max(PERIOD_SHARE, 1 / this.#seen)
    this.#periodMs += share * (intervalMs - this.#periodMs)
    const lateMs = atMs - TRANSPORT_MS - (this.takenAtMs + this.#periodMs)
    const isLost = Math.abs(lateMs) > 2.5 * this.#periodMs + 10
    const stepMs = Math.max(0, this.#periodMs + (isLost ? lateMs : PHASE_SHARE * lateMs))
    this.takenAtMs += stepMs
    this.stepS = stepMs / 1000
    return false
  }

  #take(force: readonly [number, number, number], rate: readonly [number, number, number], isStart: boolean): void {
    const { reading, noise } = this
    if (!isStart) {
      const changed = (index: number, now: number): number =>
        ((now - (this.#last[index] as number)) ** 2 / 2) * this.stepS
      const rateUnit = toRad(1) ** 2
      noise.force += NOISE_SHARE * (changed(0, force[0]) * GRAVITY_MPS2 ** 2 - noise.force)
      noise.rateX += NOISE_SHARE * (changed(3, rate[0]) * rateUnit - noise.rateX)
      noise.rateY += NOISE_SHARE * (changed(4, rate[1]) * rateUnit - noise.rateY)
      noise.rateZ += NOISE_SHARE * (changed(5, rate[2]) * rateUnit - noise.rateZ)
    }
    this.#last.set(force)
    this.#last.set(rate, 3)
    reading.forceX = force[0] * GRAVITY_MPS2
    reading.forceY = force[1] * GRAVITY_MPS2
    this.forceZ = force[2] * GRAVITY_MPS2
    reading.rateX = toRad(rate[0])
    reading.rateY = toRad(rate[1])
    reading.rateZ = toRad(rate[2])
  }
}
