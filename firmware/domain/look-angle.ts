import { gstime, sgp4 } from 'satellite.js'
import { toRad } from '../../hal/units.ts'
import type { Satellite } from './elements.ts'
import { enuFromEcefM, enuInM, type Geodetic, type LookAngle, levelFrame, lookFromEnuM } from './geodesy.ts'

const GEOSTATIONARY_RADIUS_M = 42_164_170
const UNIX_EPOCH_JD = 2_440_587.5
const DAY_MS = 86_400_000

/**
 * Where satellites stand in an observer's sky at a UTC time, by SGP4; `undefined` for one whose elements give no orbit then.
 * UT1 is taken as UTC and polar motion as none: below 0.005° from 1,200 km.
 */
export const skyAt = (utcMs: number, observer: Geodetic): ((satellite: Satellite) => LookAngle | undefined) => {
  const frame = levelFrame(observer)
  const siderealRad = gstime(UNIX_EPOCH_JD + utcMs / DAY_MS)
  const sin = Math.sin(siderealRad) * 1000
  const cos = Math.cos(siderealRad) * 1000
  return ({ satrec, epochUtcMs }) => {
    const state = sgp4(satrec, (utcMs - epochUtcMs) / 60_000)
    if (!state) return undefined
    const { x, y, z } = state.position
    return lookFromEnuM(enuInM(frame, [cos * x + sin * y, cos * y - sin * x, 1000 * z]))
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
