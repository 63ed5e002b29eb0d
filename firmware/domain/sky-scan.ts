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

/** How far off it is, as an angle at the Earth's centre between the observer and the point below it. */
export const centralAngleDeg = ({ elevationDeg, rangeKm }: LookAngle): number => {
  const elevation = toRad(elevationDeg)
  return toDeg(Math.atan2(rangeKm * Math.cos(elevation), EARTH_RADIUS_KM + rangeKm * Math.sin(elevation)))
}

/** When, from where and above which elevation satellites are looked for. */
export interface ScanPlan {
  utcMs: number
  observer: Geodetic
  maskDeg: number
}

/** A satellite that may stand above the mask, and where it stands. */
export interface SeenSatellite {
  satellite: Satellite
  look: LookAngle
}

/** A scan that is done in parts. */
export interface Scan {
  /** So far, in the order of the elements. */
  readonly seen: readonly SeenSatellite[]
  /** Looks at `looks` satellites more at most; what is left of that number, or `undefined` while the scan is not whole. */
  goOn(looks: number): number | undefined
}

/**
 * Finds the satellites that stand above a mask, and some just below it. It remembers how far off the others were, and leaves
 * them alone until they can have come near: one scan looks at a tenth of a constellation. Scans follow each other in time, each whole
 * before the next begins.
 */
export const skyScanner = ({ satellites }: Pick<ElementSet, 'satellites'>): ((plan: ScanPlan) => Scan) => {
  const asleepUntilUtcMs = new Float64Array(satellites.length)
  let lastUtcMs = Number.NEGATIVE_INFINITY
  return (plan) => {
    // A receiver's time may be set back.
    if (plan.utcMs < lastUtcMs) asleepUntilUtcMs.fill(0)
    lastUtcMs = plan.utcMs
    const lookAt = skyAt(plan.utcMs, plan.observer)
    const seen: SeenSatellite[] = []
    let at = 0
    const visit = (satellite: Satellite): void => {
      const look = lookAt(satellite)
      const tooFarDeg = look ? centralAngleDeg(look) - reachDeg(satellite, plan.maskDeg) : 180
      const sleepMs = (tooFarDeg / nearsByDegPerS(satellite)) * 1000
      asleepUntilUtcMs[at] = plan.utcMs + Math.min(LOOK_AGAIN_MS, sleepMs)
      if (look && sleepMs <= 0) seen.push({ satellite, look })
    }
    return {
      seen,
      goOn: (looks) => {
        for (let left = looks; ; at++) {
          const satellite = satellites[at]
          if (!satellite) return left
          if (plan.utcMs < (asleepUntilUtcMs[at] as number)) continue
          if (left-- <= 0) return undefined
          visit(satellite)
        }
      },
    }
  }
}
