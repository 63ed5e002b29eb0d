import { sgp4 } from 'satellite.js'
import { toRad } from '../../hal/units.ts'
import { type EarthOrientation, earthFixedM, earthFixedMps, earthTurnAt } from './earth-orientation.ts'
import type { Satellite } from './elements.ts'
import { enuFromEcefM, enuInM, type Geodetic, type LookAngle, levelFrame, lookFromEnuM } from './geodesy.ts'

const GEOSTATIONARY_RADIUS_M = 42_164_170

/**
 * Where satellites stand in an observer's sky at a UTC time, by SGP4; `undefined` for one whose elements give no orbit then.
 * Without an orientation UT1 is taken as UTC and polar motion as none: below 0.005° from 1,200 km.
 */
export const skyAt = (
  utcMs: number,
  observer: Geodetic,
  orientation?: EarthOrientation,
): ((satellite: Satellite) => LookAngle | undefined) => {
  const frame = levelFrame(observer)
  const turn = earthTurnAt(utcMs, orientation)
  return ({ satrec, epochUtcMs }) => {
    const state = sgp4(satrec, (utcMs - epochUtcMs) / 60_000)
    return state ? lookFromEnuM(enuInM(frame, earthFixedM(turn, state.position))) : undefined
  }
}

/** A look angle, and how fast the distance grows (negative: it comes nearer), km/s, for an observer at rest on the ground. */
export interface MovingLook extends LookAngle {
  rangeRateKmPerS: number
}

/** As `skyAt`, with range rates. */
export const movingSkyAt = (
  utcMs: number,
  observer: Geodetic,
  orientation?: EarthOrientation,
): ((satellite: Satellite) => MovingLook | undefined) => {
  const frame = levelFrame(observer)
  const turn = earthTurnAt(utcMs, orientation)
  return ({ satrec, epochUtcMs }) => {
    const state = sgp4(satrec, (utcMs - epochUtcMs) / 60_000)
    if (!state) return undefined
    const at = earthFixedM(turn, state.position)
    const speed = earthFixedMps(turn, state.position, state.velocity)
    const look = lookFromEnuM(enuInM(frame, at))
    const alongMps = [0, 1, 2].reduce(
      (sum, axis) => sum + ((at[axis] ?? 0) - (frame.originEcefM[axis] ?? 0)) * (speed[axis] ?? 0),
      0,
    )
    return { ...look, rangeRateKmPerS: alongMps / (look.rangeKm * 1e6) }
  }
}

/** Where one satellite stands in an observer's sky at a UTC time; see `skyAt`. */
export const lookAtSatellite = (satellite: Satellite, utcMs: number, observer: Geodetic): LookAngle | undefined =>
  skyAt(utcMs, observer)(satellite)

/** Where a geostationary satellite stands in an observer's sky: longitude east positive, orbit taken as ideal. */
export const lookAtGeostationary = (longitudeDeg: number, observer: Geodetic): LookAngle => {
  const longitude = toRad(longitudeDeg)
  return lookFromEnuM(
    enuFromEcefM(observer, [
      GEOSTATIONARY_RADIUS_M * Math.cos(longitude),
      GEOSTATIONARY_RADIUS_M * Math.sin(longitude),
      0,
    ]),
  )
}
