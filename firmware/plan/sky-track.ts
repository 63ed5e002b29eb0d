import { toRad } from '../../hal/units.ts'

/** The predicted way of one satellite across the sky. */
export interface SkyTrack {
  noradId: number
  name: string
  /** Elevations above the horizon, degrees, every `TRACK_STEP_S` from the track's time on; twelve steps or so. */
  elevationsDeg: readonly number[]
}

/** Time between two points of a track, s. */
export const TRACK_STEP_S = 10

// A phased array looking up: scan loss ≈ cos^1.3 of the angle from its axis (Mailloux, Phased Array Antenna Handbook).
const SCAN_LOSS_EXPONENT = 1.3

/** Elevation `seconds` after the track's first point, between points in a straight line; −90 where the track does not reach. */
export const elevationAt = (track: SkyTrack, seconds: number): number => {
  const at = Math.max(0, seconds) / TRACK_STEP_S
  const index = Math.floor(at)
  const before = track.elevationsDeg[index]
  if (before === undefined) return -90
  const after = track.elevationsDeg[index + 1]
  if (after === undefined) return at === index ? before : -90
  return before + (after - before) * (at - index)
}

/** Seconds from `ageS` until the track falls below the mask, or until the prediction ends. */
export const leftS = (track: SkyTrack, ageS: number, maskDeg: number): number => {
  const points = track.elevationsDeg
  for (let index = Math.floor(Math.max(0, ageS) / TRACK_STEP_S) + 1; index < points.length; index++) {
    const after = points[index] as number
    if (after >= maskDeg) continue
    const before = points[index - 1] as number
    const share = before <= maskDeg ? 0 : (before - maskDeg) / (before - after)
    return Math.max(0, (index - 1 + share) * TRACK_STEP_S - ageS)
  }
  return Math.max(0, (points.length - 1) * TRACK_STEP_S - ageS)
}

/** Service within `seconds` from `ageS`, as seconds at the zenith. */
export const worthOver = (track: SkyTrack, ageS: number, seconds: number): number => {
  let worth = 0
  for (let done = 0; done < seconds; done += TRACK_STEP_S) {
    const stepS = Math.min(TRACK_STEP_S, seconds - done)
    worth += stepS * quality(elevationAt(track, ageS + done + stepS / 2))
  }
  return worth
}

/** Service until the track sets or the prediction ends, as seconds at the zenith. */
export const value = (track: SkyTrack, ageS: number, maskDeg: number): number =>
  worthOver(track, ageS, leftS(track, ageS, maskDeg))

const quality = (elevationDeg: number): number =>
  elevationDeg <= 0 ? 0 : Math.sin(toRad(elevationDeg)) ** SCAN_LOSS_EXPONENT

/** In words: `62° and rising, 143 s left`. */
export const describe = (track: SkyTrack, ageS: number, maskDeg: number): string => {
  const nowDeg = elevationAt(track, ageS)
  const tendency = elevationAt(track, ageS + 2) >= nowDeg ? 'rising' : 'sinking'
  const left = leftS(track, ageS, maskDeg)
  const endS = (track.elevationsDeg.length - 1) * TRACK_STEP_S - ageS
  const open = left >= endS && (track.elevationsDeg.at(-1) ?? -90) >= maskDeg
  return `${nowDeg.toFixed(0)}° and ${tendency}, ${open ? 'over ' : ''}${left.toFixed(0)} s left`
}
