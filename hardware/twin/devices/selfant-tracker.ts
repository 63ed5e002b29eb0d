import type { Direction } from '../../../firmware/domain/frames.ts'
import type { Random } from '../../../hal/random.ts'

/** Where the satellite is in the body frame now, and whether anything stands before it. */
export interface SatelliteInBody extends Direction {
  isBlocked: boolean
}

/** An antenna's own search and tracking. */
export interface SelfTracker {
  /** Forgets where it looked and begins anew. */
  seek(): void
  /** One step; undefined while it is to find nothing or does not know where it is. */
  step(satellite: SatelliteInBody | undefined, nowMs: number): Direction | undefined
  /** Its beam is on the satellite, as it judges it. */
  isOnTarget(): boolean
}

// Chosen within what makers of small stabilised antennas print: a first search, and one that still knows where it looked.
const COLD_MS = { min: 6_000, max: 14_000 }
const WARM_MS = { min: 800, max: 2_500 }
/** It knows where it looked for this long after it lost the signal. */
const WARM_FOR_MS = 60_000
/** A signal may be gone for this long before it says so. */
const HOLD_MS = 400
/** Of each axis; a conical scan leaves this much. */
const TRACKING_SIGMA_DEG = 0.12
const CORRELATION_MS = 3_000

const wander = (chance: Random): ((stepMs: number) => number) => {
  let value = TRACKING_SIGMA_DEG * chance.normal()
  return (stepMs) => {
    const kept = Math.exp(-stepMs / CORRELATION_MS)
    value = value * kept + TRACKING_SIGMA_DEG * Math.sqrt(1 - kept * kept) * chance.normal()
    return value
  }
}

/** Finds a satellite 6 to 14 s after it was asked, again 0.8 to 2.5 s after something stood before it, and stays on it with an error of 0.12° an axis. */
export const selfTracker = (chance: Random): SelfTracker => {
  const [aside, above] = [wander(chance.fork('aside')), wander(chance.fork('above'))]
  let isOn = false
  let foundAtMs: number | undefined
  let goodAtMs = Number.NEGATIVE_INFINITY
  let steppedAtMs = 0

  const lose = (nowMs: number): void => {
    foundAtMs = undefined
    if (nowMs - goodAtMs >= HOLD_MS) isOn = false
  }
  const follow = (nowMs: number): void => {
    const { min, max } = nowMs - goodAtMs < WARM_FOR_MS ? WARM_MS : COLD_MS
    if (!isOn) foundAtMs ??= nowMs + min + (max - min) * chance.next()
    if (foundAtMs !== undefined && nowMs >= foundAtMs) {
      isOn = true
      foundAtMs = undefined
    }
    if (isOn) goodAtMs = nowMs
  }
  return {
    step: (satellite, nowMs) => {
      const stepMs = nowMs - steppedAtMs
      steppedAtMs = nowMs
      const errors = [aside(stepMs), above(stepMs)] as const
      if (!satellite || satellite.isBlocked) lose(nowMs)
      else follow(nowMs)
      if (!satellite || !isOn) return undefined
      const level = Math.max(0.1, Math.cos((satellite.elevationDeg * Math.PI) / 180))
      return {
        azimuthDeg: (satellite.azimuthDeg + errors[0] / level + 360) % 360,
        elevationDeg: Math.min(90, satellite.elevationDeg + errors[1]),
      }
    },
    isOnTarget: () => isOn,
    seek: () => {
      isOn = false
      foundAtMs = undefined
      goodAtMs = Number.NEGATIVE_INFINITY
    },
  }
}
