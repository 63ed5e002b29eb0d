import type { FixSigmas } from './fix-judgement.ts'

/** What of a fix tells how good it is. */
export interface StatedSigmas {
  atMs: number
  hdop?: number
  /** The root of the squares of north and east. */
  horizontalSigmaM?: number
  verticalSigmaM?: number
  speedSigmaMps?: number
}

/** Of a receiver that states none, one axis for each HDOP, m: 7 m of range error with 95 % (GPS SPS Performance Standard 2020, 3.4); and of its speed. */
const RANGE_ERROR_M = 2.5
/** A receiver that has just lost its sky gives a dilution of nothing. */
const HDOP_MAX = 3
const SPEED_SIGMA_MPS = 0.05
/**
 * Whatever is stated, no fix is better. Position: RTK states a centimetre, but roof antennas sway by several, and the epoch's
 * age, known to some milliseconds, is 0.3 m at 60 m/s. Speed: the sway again; data sheets give 0.05 m/s (u-blox M8, 50 %).
 * A stated 0 stands for nothing measured, and would leave a correction nothing to divide by.
 */
const LEAST_AXIS_M = 0.1
const LEAST_SPEED_MPS = 0.02
/** Receivers state it less often than they give fixes. */
const STATED_FOR_MS = 3_000
/** What is usual, over some minutes of fixes. */
const USUAL_SHARE = 0.005
/** From where heights are worse than places. */
const UP_FACTOR = 2

const atLeast = (least: number, stated: number | undefined): number | undefined =>
  stated !== undefined && Number.isFinite(stated) ? Math.max(least, stated) : undefined

/** How far a receiver is to be believed: what it states, else what its dilution says; and what is usual for it. */
export class ReceiverSigma {
  #stated: { atMs: number; axisM: number; upM: number } | undefined
  #usualM: number | undefined

  /** Of one fix. */
  of(fix: StatedSigmas): FixSigmas {
    const { atMs, horizontalSigmaM, verticalSigmaM } = fix
    if (horizontalSigmaM !== undefined && Number.isFinite(horizontalSigmaM)) {
      const axisM = Math.max(LEAST_AXIS_M, horizontalSigmaM / Math.SQRT2)
      this.#stated = { atMs, axisM, upM: atLeast(LEAST_AXIS_M, verticalSigmaM) ?? UP_FACTOR * axisM }
    }
    const isStated = this.#stated !== undefined && atMs - this.#stated.atMs <= STATED_FOR_MS
    const axisM = isStated && this.#stated ? this.#stated.axisM : RANGE_ERROR_M * Math.min(HDOP_MAX, fix.hdop ?? 1)
    const upM = isStated && this.#stated ? this.#stated.upM : UP_FACTOR * axisM
    this.#usualM = (this.#usualM ?? axisM) + USUAL_SHARE * (axisM - (this.#usualM ?? axisM))
    return {
      northM: axisM,
      eastM: axisM,
      upM,
      speedMps: atLeast(LEAST_SPEED_MPS, fix.speedSigmaMps) ?? SPEED_SIGMA_MPS,
    }
  }

  /** One axis, over the last minutes: what the receiver will come back with. */
  usualM(): number {
    return this.#usualM ?? RANGE_ERROR_M
  }
}
