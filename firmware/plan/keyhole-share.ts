import { toDeg, toRad } from '../../hal/units.ts'
import { type Direction, separationDeg } from '../domain/frames.ts'
import { canFlip, KEYHOLE_FROM_DEG, type KeyholeRules } from './keyhole.ts'
import { lookBetween } from './mount-path.ts'

const SAMPLES = 8
/** Fitted to what keyholes come to: how much of the way is near enough to the satellite, and what a flip saves. */
const NEAR_SHARE = 2.5
const FLIP_SHARE = 0.6

/** How far from the zenith the straight way through two looks passes. */
const asideDeg = (from: Direction, to: Direction): number => {
  const [a, b] = [from, to].map(({ azimuthDeg, elevationDeg }) => {
    const level = Math.cos(toRad(elevationDeg))
    const [east, north] = [level * Math.sin(toRad(azimuthDeg)), level * Math.cos(toRad(azimuthDeg))]
    return { east, north, up: Math.sin(toRad(elevationDeg)) }
  })
  if (!a || !b) return 90
  const up = a.east * b.north - a.north * b.east
  const across = Math.hypot(a.north * b.up - a.up * b.north, a.up * b.east - a.east * b.up, up)
  return across === 0 ? 90 : toDeg(Math.asin(Math.min(1, Math.abs(up) / across)))
}

/** Half the width of the cone around the zenith in which a satellite is missed that passes so near to it; 0 for none. */
const coneDeg = (aside: number, degPerS: number, { limits, missedDeg }: KeyholeRules): number => {
  const { azimuthDegPerS } = limits.maxRateDegPerS
  const nearestDeg = toDeg(Math.asin(Math.min(1, degPerS / azimuthDegPerS)))
  if (aside >= nearestDeg) return 0
  const halfWayDeg = (degPerS * 90) / azimuthDegPerS
  const missed = (1 - aside / nearestDeg) * Math.max(0, halfWayDeg - NEAR_SHARE * missedDeg)
  if (!canFlip(limits)) return missed
  return aside <= missedDeg ? 0 : FLIP_SHARE * missed
}

/**
 * The share of a step in which a mount misses a satellite because of the keyhole, 0 to 1: a quick guess for those who choose among
 * many; the mount's own plan is exact. The level frame stands for the mount's.
 */
export const keyholeShare = (
  { begin, end, stepS }: { begin: Direction; end: Direction; stepS: number },
  rules: KeyholeRules,
): number => {
  if (Math.max(begin.elevationDeg, end.elevationDeg) < KEYHOLE_FROM_DEG) return 0
  const cone = coneDeg(asideDeg(begin, end), separationDeg(begin, end) / stepS, rules)
  if (cone === 0) return 0
  let missed = 0
  for (let sample = 0; sample < SAMPLES; sample++) {
    const look = lookBetween(begin, end, (sample + 0.5) / SAMPLES)
    if (90 - look.elevationDeg < cone) missed++
  }
  return missed / SAMPLES
}
