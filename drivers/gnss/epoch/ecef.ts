import { toDeg, wrap360Deg } from '../../../hal/units.ts'
import type { Ecef } from '../ubx/solution.ts'

/** WGS84: semi-major axis, first eccentricity squared. */
const A_M = 6_378_137
const E2 = 0.00669437999014
const B_M = A_M * Math.sqrt(1 - E2)

interface Place {
  latDeg: number
  lonDeg: number
  heightM: number
}

/** Degrees and metres above the ellipsoid, to less than a millimetre near the earth (Bowring 1976, one iteration); `undefined` far from it. */
export const placeOfEcef = ([x, y, z]: Ecef): Place | undefined => {
  const p = Math.hypot(x, y)
  const radiusM = Math.hypot(p, z)
  if (radiusM < 6_300_000 || radiusM > 6_500_000) return undefined
  const reduced = Math.atan2(z * A_M, p * B_M)
  const lat = Math.atan2(z + ((E2 * A_M * A_M) / B_M) * Math.sin(reduced) ** 3, p - E2 * A_M * Math.cos(reduced) ** 3)
  const sin = Math.sin(lat)
  const heightM = p * Math.cos(lat) + z * sin - A_M * Math.sqrt(1 - E2 * sin * sin)
  return { latDeg: toDeg(lat), lonDeg: toDeg(Math.atan2(y, x)), heightM }
}

/** Velocity of the earth's frame as speed, course and climb at a place. */
export const velocityOfEcef = (
  [vx, vy, vz]: Ecef,
  [x, y, z]: Ecef,
): { speedMps: number; courseTrueDeg: number; climbMps: number } | undefined => {
  const place = placeOfEcef([x, y, z])
  if (!place) return undefined
  const lat = (place.latDeg / 180) * Math.PI
  const lon = (place.lonDeg / 180) * Math.PI
  const outward = Math.cos(lon) * vx + Math.sin(lon) * vy
  const east = -Math.sin(lon) * vx + Math.cos(lon) * vy
  const north = -Math.sin(lat) * outward + Math.cos(lat) * vz
  return {
    speedMps: Math.hypot(north, east),
    courseTrueDeg: wrap360Deg(toDeg(Math.atan2(east, north))),
    climbMps: Math.cos(lat) * outward + Math.sin(lat) * vz,
  }
}
