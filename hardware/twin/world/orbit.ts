import { gstime, sgp4 } from 'satellite.js'
import type { Satellite } from '../../../firmware/domain/elements.ts'
import type { Vector3 } from '../../../firmware/domain/geodesy.ts'

const KNOT_MS = 20_000
const UNIX_EPOCH_JD = 2_440_587.5
const DAY_MS = 86_400_000

/** Position and velocity in the inertial frame of SGP4, km and km/s. */
interface Knot {
  index: number
  position: Vector3
  velocity: Vector3
}

/** A satellite's path. Keeps two knots of SGP4 and joins them by a cubic: below 0.1 m off from one knot to the next. */
export interface Orbit {
  /** Earth-fixed, m; `undefined` when the elements give no orbit then. `siderealRad` is the earth's angle at that time. */
  ecefM(utcMs: number, siderealRad: number): Vector3 | undefined
}

/** The earth's turning angle (GMST) at a UTC time, UT1 taken as UTC, rad. */
export const siderealRad = (utcMs: number): number => gstime(UNIX_EPOCH_JD + utcMs / DAY_MS)

const knotAt = (satellite: Satellite, index: number): Knot | undefined => {
  const state = sgp4(satellite.satrec, (index * KNOT_MS - satellite.epochUtcMs) / 60_000)
  if (!state) return undefined
  const { position: p, velocity: v } = state
  return { index, position: [p.x, p.y, p.z], velocity: [v.x, v.y, v.z] }
}

/** The path by elements, moved `aheadMs` along itself: a satellite that is ahead of its elements is there already where they have it later. */
export const makeOrbit = (satellite: Satellite, aheadMs: (utcMs: number) => number): Orbit => {
  let from: Knot | undefined
  let to: Knot | undefined
  const load = (index: number): void => {
    const begin = to?.index === index ? to : knotAt(satellite, index)
    to = knotAt(satellite, index + 1)
    from = begin
  }
  return {
    ecefM: (utcMs, sidereal) => {
      const orbitMs = utcMs + aheadMs(utcMs)
      const index = Math.floor(orbitMs / KNOT_MS)
      if (from?.index !== index) load(index)
      if (!from || !to) return undefined
      return fixedM(between(from, to, orbitMs / KNOT_MS - index), sidereal)
    },
  }
}

/** Cubic Hermite between two knots, km. */
const between = (from: Knot, to: Knot, share: number): Vector3 => {
  const rest = 1 - share
  const stepS = KNOT_MS / 1000
  const a = rest * rest * (1 + 2 * share)
  const b = rest * rest * share * stepS
  const c = share * share * (3 - 2 * share)
  const d = -share * share * rest * stepS
  const axis = (at: 0 | 1 | 2): number =>
    a * from.position[at] + b * from.velocity[at] + c * to.position[at] + d * to.velocity[at]
  return [axis(0), axis(1), axis(2)]
}

const fixedM = ([x, y, z]: Vector3, sidereal: number): Vector3 => {
  const cos = Math.cos(sidereal) * 1000
  const sin = Math.sin(sidereal) * 1000
  return [cos * x + sin * y, cos * y - sin * x, 1000 * z]
}
