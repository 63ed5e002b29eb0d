import { toDeg } from '../../hal/units.ts'
import { type Geodetic, move } from './geodesy.ts'
import type { Leg } from './leg.ts'
import type { Route } from './route.ts'

/** How a train goes on: along its line where that and the direction are known, else along its course. */
export interface TrainWay {
  position: Geodetic
  courseTrueDeg?: number
  speedMps?: number
  line?: { route: Pick<Route, 'legs' | 'lengthKm'>; chainageKm: number; direction: 'up' | 'down' }
}

interface OnLine {
  latDeg: number
  lonDeg: number
}

const legAt = (legs: readonly Leg[], chainageKm: number): Leg | undefined =>
  legs.findLast(({ startKm }) => startKm <= chainageKm) ?? legs[0]

const pointOf = (leg: Leg, chainageKm: number): OnLine => {
  const angle = (leg.angleRad * (chainageKm - leg.startKm)) / leg.lengthKm
  const at = (axis: 0 | 1 | 2): number => Math.cos(angle) * leg.start[axis] + Math.sin(angle) * leg.along[axis]
  return { latDeg: toDeg(Math.asin(at(2))), lonDeg: toDeg(Math.atan2(at(1), at(0))) }
}

/** The point of a line at a kilometre of it; undefined for a line without legs. */
export const pointOnLine = (legs: readonly Leg[], chainageKm: number): OnLine | undefined => {
  const leg = legAt(legs, chainageKm)
  return leg && pointOf(leg, chainageKm)
}

/** Where the train is after `seconds` at its speed; beside its line as far as it is now, and no further than the line's end. */
export const placeAhead = ({ position, courseTrueDeg, speedMps = 0, line }: TrainWay, seconds: number): Geodetic => {
  const distanceKm = (speedMps * seconds) / 1000
  if (distanceKm <= 0) return position
  if (!line) return courseTrueDeg === undefined ? position : move(position, courseTrueDeg, distanceKm * 1000)
  const { route, chainageKm, direction } = line
  const endKm = Math.min(route.lengthKm, Math.max(0, chainageKm + (direction === 'up' ? distanceKm : -distanceKm)))
  const [fromLeg, toLeg] = [legAt(route.legs, chainageKm), legAt(route.legs, endKm)]
  if (!fromLeg || !toLeg) return position
  const [from, to] = [pointOf(fromLeg, chainageKm), pointOf(toLeg, endKm)]
  return {
    latDeg: position.latDeg + to.latDeg - from.latDeg,
    lonDeg: position.lonDeg + to.lonDeg - from.lonDeg,
    heightM: position.heightM,
  }
}
