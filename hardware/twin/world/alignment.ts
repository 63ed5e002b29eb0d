import { bearingDeg, distanceM, type Geodetic, move, radiiM } from '../../../firmware/domain/geodesy.ts'
import type { Random } from '../../../hal/random.ts'
import { toDeg, toRad, wrap180Deg, wrap360Deg } from '../../../hal/units.ts'
import { bend, type Corner, type Curve, GRID_M, layCurve } from './bends.ts'
import type { LineOnMap } from './line.ts'
import { makeSlope } from './slope.ts'

/** The track at one chainage, which runs along it in the direction of travel. */
export interface TrackPoint {
  latDeg: number
  lonDeg: number
  heightM: number
  headingTrueDeg: number
  /** Change of the heading, convergence of the meridians included, rad/m. */
  turnPerM: number
  /** Positive to the right, 1/m. */
  curvaturePerM: number
  curvatureSlopePerM2: number
  /** Left rail above the right one, mm; −150 to 150. */
  cantMm: number
  cantSlopeMmPerM: number
  /** Rise over way, −0.01 to 0.01. */
  grade: number
  gradeSlopePerM: number
}

/** A railway track: position and geometry at every chainage, without a step in heading or curvature. */
export interface Alignment {
  readonly lengthM: number
  /** Clamped to the track's ends. Constant time. */
  at(chainageM: number): TrackPoint
  /** Where a kilometre of the map (along its straight legs) is on the track, m. */
  chainageOfKmM(km: number): number
  /** The map's kilometre at a chainage. */
  kmOfChainage(chainageM: number): number
}

interface Place {
  latRad: number
  lonRad: number
  headingRad: number
}

/** The track as laid so far: one grid step after the other. */
interface Laid {
  place: Place
  curvature: number[]
  cantMmM: number[]
  lat: number[]
  lon: number[]
  heading: number[]
  wayPoints: { km: number; chainageM: number }[]
}

const MEAN_HEIGHT_M = 400
// Of the prime vertical, within 0.05 % from 40° to 55° of latitude.
const NORMAL_RADIUS_M = 6_388_000

/** Rounds a line of the map into a track: seeded gentle bends, transition curves, cant and relief. */
export const makeAlignment = (line: LineOnMap, random: Random): Alignment => {
  const corners = bend(line, random.fork('bends'))
  return alignmentOf(lay(corners), makeSlope(random.fork('slope'), MEAN_HEIGHT_M))
}

/** Heading change by the meridians' convergence along a straight way, rad/m. */
const convergencePerM = (place: Place, radiusM: number): number =>
  (Math.sin(place.headingRad) * Math.tan(place.latRad)) / radiusM

/** Moves along the grid step: curvature is linear in it. Two-point Gauss, better than 0.01 mm a step. */
const advance = (place: Place, step: { curvature: number; slope: number; alongM: number }): Place => {
  const radii = radiiM(toDeg(place.latRad))
  const turn = step.curvature + convergencePerM(place, radii.primeVertical)
  const headingAt = (alongM: number): number => place.headingRad + (turn + (step.slope * alongM) / 2) * alongM
  const first = headingAt(0.21132486540518713 * step.alongM)
  const second = headingAt(0.7886751345948129 * step.alongM)
  const half = step.alongM / 2
  return {
    latRad: place.latRad + (half * (Math.cos(first) + Math.cos(second))) / radii.meridian,
    lonRad:
      place.lonRad + (half * (Math.sin(first) + Math.sin(second))) / (radii.primeVertical * Math.cos(place.latRad)),
    headingRad: headingAt(step.alongM),
  }
}

const geodeticOf = (place: Place): Geodetic => ({
  latDeg: toDeg(place.latRad),
  lonDeg: toDeg(place.lonRad),
  heightM: 0,
})

const laidM = (laid: Laid): number => laid.lat.length * GRID_M

const pushStep = (laid: Laid, step: { from: number; to: number; cantMmM: number }): void => {
  laid.lat.push(laid.place.latRad)
  laid.lon.push(laid.place.lonRad)
  laid.heading.push(laid.place.headingRad)
  laid.curvature.push(step.from)
  laid.cantMmM.push(step.cantMmM)
  const slope = (step.to - step.from) / GRID_M
  laid.place = advance(laid.place, { curvature: step.from, slope, alongM: GRID_M })
}

/** Curvature runs linearly from one value to another over a number of steps. */
const pushSteps = (laid: Laid, run: { steps: number; from: number; to: number; cantMmM: number }): void => {
  for (let step = 0; step < run.steps; step++) {
    const at = (count: number): number => run.from + ((run.to - run.from) * count) / run.steps
    pushStep(laid, { from: at(step), to: at(step + 1), cantMmM: run.cantMmM })
  }
}

const pushCurve = (laid: Laid, curve: Curve): void => {
  const peak = curve.curvaturePerM
  const { cantMmM } = curve
  pushSteps(laid, { steps: curve.transitionM / GRID_M, from: 0, to: peak, cantMmM })
  pushSteps(laid, { steps: curve.arcM / GRID_M, from: peak, to: peak, cantMmM })
  pushSteps(laid, { steps: curve.transitionM / GRID_M, from: peak, to: 0, cantMmM })
}

const lay = (corners: readonly Corner[]): Laid => {
  const first = corners[0] as Corner
  const last = corners.at(-1) as Corner
  const headingRad = toRad(bearingDeg(first.at, (corners[1] as Corner).at))
  const place = { latRad: toRad(first.at.latDeg), lonRad: toRad(first.at.lonDeg), headingRad }
  const wayPoints = [{ km: 0, chainageM: 0 }]
  const laid: Laid = { place, curvature: [], cantMmM: [], lat: [], lon: [], heading: [], wayPoints }
  for (let index = 1; index < corners.length - 1; index++) {
    layCorner(laid, corners[index] as Corner, (corners[index + 1] as Corner).at)
  }
  layStraight(laid, distanceM(geodeticOf(laid.place), last.at))
  wayPoints.push({ km: last.km, chainageM: laidM(laid) })
  return laid
}

const layStraight = (laid: Laid, lengthM: number): void =>
  pushSteps(laid, { steps: Math.max(1, Math.round(lengthM / GRID_M)), from: 0, to: 0, cantMmM: 0 })

/** A straight up to the curve, then the curve; it turns so that its end looks at the next corner, wherever rounding has led. */
const layCorner = (laid: Laid, corner: Corner, next: Geodetic): void => {
  const from = geodeticOf(laid.place)
  const bearingInDeg = bearingDeg(corner.at, from) + 180
  const rough = layCurve(corner, wrap180Deg(bearingDeg(corner.at, next) - bearingInDeg))
  layStraight(laid, distanceM(from, corner.at) - rough.tangentM)
  const beginM = laidM(laid)
  const begin = geodeticOf(laid.place)
  const end = move(corner.at, bearingDeg(corner.at, next), rough.tangentM)
  const convergenceDeg = (end.lonDeg - begin.lonDeg) * Math.sin(toRad((begin.latDeg + end.latDeg) / 2))
  const turnDeg = wrap180Deg(bearingDeg(end, next) - toDeg(laid.place.headingRad) - convergenceDeg)
  pushCurve(laid, layCurve(corner, turnDeg))
  if (corner.isWayPoint) laid.wayPoints.push({ km: corner.km, chainageM: (beginM + laidM(laid)) / 2 })
}

const alignmentOf = (laid: Laid, slopeAt: ReturnType<typeof makeSlope>): Alignment => {
  const lengthM = laidM(laid)
  const lat = Float64Array.from(laid.lat)
  const lon = Float64Array.from(laid.lon)
  const heading = Float64Array.from(laid.heading)
  const curvature = Float64Array.from([...laid.curvature, 0])
  const cantMmM = Float64Array.from(laid.cantMmM)
  const at = (chainageM: number): TrackPoint => {
    const alongM = Math.max(0, Math.min(lengthM, chainageM))
    const step = Math.min(lat.length - 1, Math.floor(alongM / GRID_M))
    const inStepM = alongM - step * GRID_M
    const from = curvature[step] as number
    const slope = ((curvature[step + 1] as number) - from) / GRID_M
    const begin = { latRad: lat[step] as number, lonRad: lon[step] as number, headingRad: heading[step] as number }
    const place = advance(begin, { curvature: from, slope, alongM: inStepM })
    const cant = cantMmM[step] as number
    const curvaturePerM = from + slope * inStepM
    return {
      latDeg: toDeg(place.latRad),
      lonDeg: toDeg(place.lonRad),
      headingTrueDeg: wrap360Deg(toDeg(place.headingRad)),
      turnPerM: curvaturePerM + convergencePerM(place, NORMAL_RADIUS_M),
      curvaturePerM,
      curvatureSlopePerM2: slope,
      cantMm: cant * curvaturePerM,
      cantSlopeMmPerM: cant * slope,
      ...slopeAt(alongM),
    }
  }
  return { lengthM, at, ...mapping(laid.wayPoints) }
}

/** Way point to way point, linear between. */
const mapping = (points: Laid['wayPoints']): Pick<Alignment, 'chainageOfKmM' | 'kmOfChainage'> => {
  const byKm = points.map((point) => [point.km, point.chainageM] as const)
  const byChainage = points.map((point) => [point.chainageM, point.km] as const)
  return {
    chainageOfKmM: (km) => interpolate(byKm, km),
    kmOfChainage: (chainageM) => interpolate(byChainage, chainageM),
  }
}

const interpolate = (points: readonly (readonly [x: number, y: number])[], x: number): number => {
  const found = points.findIndex((point) => point[0] > x)
  const index = found < 0 ? points.length - 1 : Math.max(1, found)
  const [x0, y0] = points[index - 1] as readonly [number, number]
  const [x1, y1] = points[index] as readonly [number, number]
  return y0 + ((y1 - y0) * Math.max(0, Math.min(x1 - x0, x - x0))) / (x1 - x0)
}
