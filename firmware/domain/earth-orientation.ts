import { gstime } from 'satellite.js'
import type { Vector3 } from './geodesy.ts'

/** How the earth stands against its mean motion on a day: IERS Bulletin A. */
export interface EarthOrientation {
  /** UT1 − UTC, seconds, −0.9 to 0.9. */
  ut1MinusUtcS: number
  /** Polar motion, arc seconds, −1 to 1. */
  polarXArcsec: number
  polarYArcsec: number
}

/** No correction: within 0.4 s of UT1 and 0.5″ of the pole, some 30 m on the ground. */
export const meanEarth: EarthOrientation = { ut1MinusUtcS: 0, polarXArcsec: 0, polarYArcsec: 0 }

/** The turn from SGP4's inertial frame (TEME) to the earth-fixed one at an instant, worked out once for all satellites. */
export interface EarthTurn {
  sin: number
  cos: number
  polarXRad: number
  polarYRad: number
}

const UNIX_EPOCH_JD = 2_440_587.5
const DAY_MS = 86_400_000
const RAD_PER_ARCSEC = Math.PI / 648_000
/** IERS Conventions 2010, table 1.1. */
const EARTH_RATE_RAD_PER_S = 7.292115e-5

/** The turn at a UTC time: Greenwich mean sidereal time of 1982, then polar motion (Vallado, "Revisiting Spacetrack Report #3", appendix C). */
export const earthTurnAt = (utcMs: number, orientation: EarthOrientation = meanEarth): EarthTurn => {
  const siderealRad = gstime(UNIX_EPOCH_JD + (utcMs + orientation.ut1MinusUtcS * 1000) / DAY_MS)
  return {
    sin: Math.sin(siderealRad),
    cos: Math.cos(siderealRad),
    polarXRad: orientation.polarXArcsec * RAD_PER_ARCSEC,
    polarYRad: orientation.polarYArcsec * RAD_PER_ARCSEC,
  }
}

interface Xyz {
  x: number
  y: number
  z: number
}

const wobbled = ({ polarXRad, polarYRad }: EarthTurn, [x, y, z]: Vector3): Vector3 => [
  x + polarXRad * z,
  y - polarYRad * z,
  z - polarXRad * x + polarYRad * y,
]

/** A TEME position, km, in the earth-fixed frame, metres. */
export const earthFixedM = (turn: EarthTurn, { x, y, z }: Xyz): Vector3 =>
  wobbled(turn, [1000 * (turn.cos * x + turn.sin * y), 1000 * (turn.cos * y - turn.sin * x), 1000 * z])

/** A TEME velocity, km/s, as seen from the turning earth, m/s: rotated, less ω × r. */
export const earthFixedMps = (turn: EarthTurn, position: Xyz, velocity: Xyz): Vector3 => {
  const x = 1000 * (turn.cos * position.x + turn.sin * position.y)
  const y = 1000 * (turn.cos * position.y - turn.sin * position.x)
  return wobbled(turn, [
    1000 * (turn.cos * velocity.x + turn.sin * velocity.y) + EARTH_RATE_RAD_PER_S * y,
    1000 * (turn.cos * velocity.y - turn.sin * velocity.x) - EARTH_RATE_RAD_PER_S * x,
    1000 * velocity.z,
  ])
}
