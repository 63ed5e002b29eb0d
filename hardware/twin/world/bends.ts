import { bearingDeg, distanceM, type Geodetic, move } from '../../../firmware/domain/geodesy.ts'
import type { Random } from '../../../hal/random.ts'
import { toRad, wrap180Deg } from '../../../hal/units.ts'
import { type LineOnMap, lineSpeedKmh } from './line.ts'

/** Every length of the track is a multiple of this, so that curvature is linear between grid points, m. */
export const GRID_M = 20

/** No curve is sharper, m. */
export const MIN_RADIUS_M = 600

const GRAVITY_MPS2 = 9.81
const GAUGE_MM = 1520
const MAX_CANT_MM = 150
// Chosen: cant takes three quarters of the sideways pull at line speed and grows by at most 0.7 mm a metre.
const CANT_SHARE = 0.75
const CANT_RAMP_MM_PER_M = 0.7

/** Where two straights would meet, before the curve between them is laid. */
export interface Corner {
  at: Geodetic
  /** Along the map's legs, km. */
  km: number
  isWayPoint: boolean
  /** Chosen radius, m; the curve laid is never sharper. */
  radiusM: number
  speedKmh: number
}

/** A curve to be laid: transition, arc, transition. */
export interface Curve {
  transitionM: number
  arcM: number
  /** Of the arc; positive to the right, 1/m. */
  curvaturePerM: number
  /** From the corner back to the curve's begin, m. */
  tangentM: number
  /** Outer rail above the inner one for each 1/m of curvature, mm·m; signed like curvature. */
  cantMmM: number
}

/** The corners of the line: its way points, and gentle seeded bends between them. First and last are its ends. */
export const bend = (line: LineOnMap, random: Random): Corner[] => {
  const corners: Corner[] = []
  const points = line.wayPoints.map((point) => ({ latDeg: point.latDeg, lonDeg: point.lonDeg, heightM: 0 }))
  let km = 0
  points.forEach((at, index) => {
    const before = points[index - 1]
    if (before) {
      corners.push(...bendsOfLeg({ from: before, to: at, fromKm: km, isFirst: index === 1 }, random))
      km += distanceM(before, at) / 1000
    }
    corners.push({ at, km, isWayPoint: true, radiusM: MIN_RADIUS_M + 400 * random.next(), speedKmh: 0 })
  })
  return corners.map((corner) => ({ ...corner, speedKmh: lineSpeedKmh(line.lineSpeeds, corner.km) }))
}

const bendsOfLeg = (
  leg: { from: Geodetic; to: Geodetic; fromKm: number; isFirst: boolean },
  random: Random,
): Corner[] => {
  const lengthM = distanceM(leg.from, leg.to)
  const corners: Corner[] = []
  // Room is left beside way points, where the curves are long.
  for (let alongM = leg.isFirst ? 2200 : 4500; alongM < lengthM - 4500; alongM += 2500 + 5500 * random.next()) {
    const straight = pointOfLeg(leg, alongM / lengthM)
    const asideM = Math.max(-500, Math.min(500, 220 * random.normal()))
    corners.push({
      at: move(straight, bearingDeg(straight, leg.to) + 90, asideM),
      km: leg.fromKm + alongM / 1000,
      isWayPoint: false,
      radiusM: MIN_RADIUS_M + 1800 * random.next() ** 2,
      speedKmh: 0,
    })
  }
  return corners
}

/** In two moves from the nearer end, because one move is exact for 100 km only. */
const pointOfLeg = (leg: { from: Geodetic; to: Geodetic }, share: number): Geodetic => {
  const half = distanceM(leg.from, leg.to) / 2
  const middle = move(leg.from, bearingDeg(leg.from, leg.to), half)
  const start = share < 0.5 ? leg.from : middle
  const end = share < 0.5 ? middle : leg.to
  return move(start, bearingDeg(start, end), half * (share < 0.5 ? 2 * share : 2 * share - 1))
}

const roundUp = (lengthM: number): number => Math.ceil(lengthM / GRID_M) * GRID_M

/** The curve that turns by `turnDeg` at a corner (right positive). Lengths are rounded up to the grid, so that the radius only grows. */
export const layCurve = (corner: Corner, turnDeg: number): Curve => {
  const turnRad = Math.abs(toRad(wrap180Deg(turnDeg)))
  const transitionM = roundUp(corner.radiusM < 1200 ? 240 : 160)
  const arcM = roundUp(Math.max(0, turnRad * corner.radiusM - transitionM))
  const sharpness = turnRad / (arcM + transitionM)
  const radiusM = sharpness > 0 ? 1 / sharpness : Number.POSITIVE_INFINITY
  // The shift of a clothoid, and how far it begins before the shifted arc's tangent point.
  const shiftM = transitionM ** 2 / (24 * radiusM)
  const beforeM = transitionM / 2 - transitionM ** 3 / (240 * radiusM ** 2)
  const tangentM = sharpness > 0 ? (radiusM + shiftM) * Math.tan(turnRad / 2) + beforeM : (arcM + 2 * transitionM) / 2
  const curvaturePerM = Math.sign(turnDeg) * sharpness
  return { transitionM, arcM, curvaturePerM, tangentM, cantMmM: cantMmM({ corner, sharpness, transitionM }) }
}

const cantMmM = (curve: { corner: Corner; sharpness: number; transitionM: number }): number => {
  if (curve.sharpness === 0) return 0
  const speedMps = curve.corner.speedKmh / 3.6
  const wantedMm = (CANT_SHARE * GAUGE_MM * speedMps ** 2 * curve.sharpness) / GRAVITY_MPS2
  return Math.min(wantedMm, MAX_CANT_MM, CANT_RAMP_MM_PER_M * curve.transitionM) / curve.sharpness
}
