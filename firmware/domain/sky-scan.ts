import { toDeg, toRad } from '../../hal/units.ts'
import type { ElementSet, Satellite } from './elements.ts'
import type { Geodetic, LookAngle } from './geodesy.ts'
import { skyAt } from './look-angle.ts'

const EARTH_RADIUS_KM = 6_378.137
/** How fast the ground turns below the orbits, deg/s. */
const EARTH_TURNS_DEG_PER_S = 0.0042
/** The vertical leans against the radius by up to 0.19°, and the radius differs by 21 km. */
const FLATTENING_DEG = 0.5
/** However low it stands, a satellite is looked at again after this: a first fix may have been far off. */
const LOOK_AGAIN_MS = 120_000

/** How fast the point below a satellite can come nearer, as an angle at the Earth's centre, deg/s: as fast as at its perigee. */
const nearsByDegPerS = ({ satrec: { no, ecco } }: Satellite): number =>
  (toDeg(no) / 60) * Math.sqrt((1 + ecco) / (1 - ecco) ** 3) + EARTH_TURNS_DEG_PER_S

/** How far off, as an angle at the Earth's centre, a satellite at its apogee may be and still stand above the mask. */
const reachDeg = ({ satrec: { alta } }: Satellite, maskDeg: number): number =>
  toDeg(Math.acos(Math.cos(toRad(maskDeg)) / (1 + alta))) - maskDeg + FLATTENING_DEG

/** How far off it is now, by the same angle. */
const awayDeg = ({ elevationDeg, rangeKm }: LookAngle): number => {
  const elevation = toRad(elevationDeg)
  return toDeg(Math.atan2(rangeKm * Math.cos(elevation), EARTH_RADIUS_KM + rangeKm * Math.sin(elevation)))
}

/** When, from where, above which elevation, and how far ahead satellites are looked for. */
export interface ScanPlan {
  utcMs: number
  observer: Geodetic
  maskDeg: number
  aheadMs: number
}

/**
 * Finds the satellites that are or may come above a mask within `aheadMs`. It remembers how far off the others were, and
 * leaves them alone until they can have come near: one scan looks at a tenth of a constellation.
 */
export const skyScanner = ({ satellites }: Pick<ElementSet, 'satellites'>): ((plan: ScanPlan) => Satellite[]) => {
  const asleepUntilUtcMs = new Float64Array(satellites.length)
  let lastUtcMs = Number.NEGATIVE_INFINITY
  return (plan) => {
    // A receiver's time may be set back.
    if (plan.utcMs < lastUtcMs) asleepUntilUtcMs.fill(0)
    lastUtcMs = plan.utcMs
    const lookAt = skyAt(plan.utcMs, plan.observer)
    return satellites.filter((satellite, index) => {
      if (plan.utcMs < (asleepUntilUtcMs[index] as number)) return false
      const look = lookAt(satellite)
      const tooFarDeg = look ? awayDeg(look) - reachDeg(satellite, plan.maskDeg) : 180
      const sleepMs = (tooFarDeg / nearsByDegPerS(satellite)) * 1000 - plan.aheadMs
      asleepUntilUtcMs[index] = plan.utcMs + Math.min(LOOK_AGAIN_MS, sleepMs)
      return sleepMs <= 0
    })
  }
}
