import type { Random } from '../../../hal/random.ts'

/** What a wheel feels in one step of time. */
export interface WheelStep {
  stepS: number
  nowMs: number
  accelerationMps2: number
}

/** Elastic creep of steel on steel, as a share of the speed for each m/s²: 0.4 % at a full brake of the timetable, 0.5 m/s². */
const CREEP_PER_MPS2 = 0.008
/** From here on a wheel may lose its grip. */
const GRIP_MPS2 = 0.2
/** Chosen: on average one loss of grip in this time of braking or starting. */
const MEAN_BETWEEN_S = 25
const SLIDE_S = { min: 0.4, max: 1.8 }
/** Wheel-slide protection lets a wheel turn by 5 to 20 % too slowly, or too fast when starting. */
const SLIDE_SHARE = { min: 0.05, max: 0.2 }
/** A wheel that never regains its grip while `NAME-slips` holds. */
const FAULT_SHARE = -0.3

const between = ({ min, max }: { min: number; max: number }, random: Random): number =>
  min + (max - min) * random.next()

/** By how much a wheel turns too fast (positive) or too slowly, as a share; called in order of time. */
export const adhesion = (with_: {
  name: string
  random: Random
  faultAgeMs(fault: string): number | undefined
}): ((step: WheelStep) => number) => {
  const { name, random, faultAgeMs } = with_
  let slideUntilMs = Number.NEGATIVE_INFINITY
  let slideShare = 0
  return ({ stepS, nowMs, accelerationMps2 }) => {
    if (faultAgeMs(`${name}-slips`) !== undefined) return FAULT_SHARE
    if (nowMs < slideUntilMs) return slideShare
    const isAtRisk = Math.abs(accelerationMps2) > GRIP_MPS2
    if (isAtRisk && random.next() < stepS / MEAN_BETWEEN_S) {
      slideUntilMs = nowMs + 1000 * between(SLIDE_S, random)
      slideShare = Math.sign(accelerationMps2) * between(SLIDE_SHARE, random)
    }
    return CREEP_PER_MPS2 * accelerationMps2
  }
}
