import { toDeg, toRad, wrap360Deg } from '../../hal/units.ts'
import { distanceM, type LatLon, type Vector3 } from './geodesy.ts'

/** A straight (great-circle) piece between two way points, as unit vectors of their verticals. */
export interface Leg {
  startKm: number
  lengthKm: number
  start: Vector3
  /** Across the track, to the left of travel. */
  left: Vector3
  /** Along the track at the start. */
  along: Vector3
  angleRad: number
}

const MEAN_RADIUS_M = 6_371_000

const verticalOf = ({ latDeg, lonDeg }: LatLon): Vector3 => {
  const lat = toRad(latDeg)
  const lon = toRad(lonDeg)
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)]
}

const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

/** The leg from one way point to another place; its kilometres count on from the way point's. */
export const legBetween = (from: LatLon & { chainageKm: number }, to: LatLon): Leg => {
  const start = verticalOf(from)
  const end = verticalOf(to)
  const normal = cross(start, end)
  const length = Math.hypot(...normal) || 1
  const left: Vector3 = [normal[0] / length, normal[1] / length, normal[2] / length]
  return {
    startKm: from.chainageKm,
    lengthKm: distanceM({ ...from, heightM: 0 }, { ...to, heightM: 0 }) / 1000,
    start,
    left,
    along: cross(left, start),
    angleRad: Math.atan2(length, dot(start, end)),
  }
}

/** The point of the legs nearest to a place, with the line's bearing there; legs must not be empty. */
export const nearestOnLegs = (
  legs: readonly Leg[],
  place: LatLon,
): { chainageKm: number; offsetM: number; bearingDeg: number } => {
  const vertical = verticalOf(place)
  let best = legs[0] as Leg
  let bestAngle = 0
  let bestOffset = Number.POSITIVE_INFINITY
  for (const leg of legs) {
    const angle = Math.min(leg.angleRad, Math.max(0, Math.atan2(dot(vertical, leg.along), dot(vertical, leg.start))))
    const offset = offsetRad(leg, angle, vertical)
    if (offset >= bestOffset) continue
    best = leg
    bestAngle = angle
    bestOffset = offset
  }
  return {
    chainageKm: best.startKm + best.lengthKm * (bestAngle / best.angleRad),
    offsetM: bestOffset * MEAN_RADIUS_M,
    bearingDeg: bearingAt(best, bestAngle),
  }
}

const offsetRad = (leg: Leg, angle: number, vertical: Vector3): number => {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const dx = vertical[0] - cos * leg.start[0] - sin * leg.along[0]
  const dy = vertical[1] - cos * leg.start[1] - sin * leg.along[1]
  const dz = vertical[2] - cos * leg.start[2] - sin * leg.along[2]
  return 2 * Math.asin(Math.min(1, Math.sqrt(dx * dx + dy * dy + dz * dz) / 2))
}

const bearingAt = (leg: Leg, angle: number): number => {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const ahead = (axis: 0 | 1 | 2): number => cos * leg.along[axis] - sin * leg.start[axis]
  const here = (axis: 0 | 1 | 2): number => cos * leg.start[axis] + sin * leg.along[axis]
  const east = here(0) * ahead(1) - here(1) * ahead(0)
  return wrap360Deg(toDeg(Math.atan2(east, ahead(2))))
}
