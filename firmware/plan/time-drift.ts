import { UNKNOWN_DRIFT_PPM } from './time-claims.ts'

/** How fast UTC gains on the monotonic clock, and since when it is measured. */
export interface Drift {
  ppm: number
  sigmaPpm: number
  from?: { atMs: number; offsetMs: number }
}

export const noDrift: Drift = { ppm: 0, sigmaPpm: UNKNOWN_DRIFT_PPM }

/** Long enough for a line's jitter to mean little. */
const MEASURE_FROM_MS = 20 * 60_000
/** Temperature moves a crystal within hours: older begins are given up. */
const MEASURE_TO_MS = 2 * 3_600_000
/** No drift is known better than its temperature allows. */
const LEAST_SIGMA_PPM = 3
/** What a drift may be; beyond it the source is wandering, not the crystal. */
const MOST_PPM = 200

/** The drift with one more offset of a good source. */
export const driftWith = (drift: Drift, seen: { offsetMs: number; sigmaMs: number; lastAtMs: number }): Drift => {
  const now = { atMs: seen.lastAtMs, offsetMs: seen.offsetMs }
  if (!drift.from) return { ...drift, from: now }
  const spanMs = now.atMs - drift.from.atMs
  if (spanMs < MEASURE_FROM_MS) return drift
  const ppm = ((now.offsetMs - drift.from.offsetMs) / spanMs) * 1e6
  const sigmaPpm = Math.max(LEAST_SIGMA_PPM, ((seen.sigmaMs * Math.SQRT2) / spanMs) * 1e6)
  if (Math.abs(ppm) > MOST_PPM) return { ...noDrift, from: now }
  return { ppm, sigmaPpm: Math.min(sigmaPpm, UNKNOWN_DRIFT_PPM), from: spanMs > MEASURE_TO_MS ? now : drift.from }
}
