import type { Satellite } from '../../../firmware/domain/elements.ts'
import { enuFromEcefM, type Geodetic, lookFromEnuM, type Vector3 } from '../../../firmware/domain/geodesy.ts'
import type { Random } from '../../../hal/random.ts'
import type { SkyDirection } from '../truth.ts'
import { makeOrbit, type Orbit, siderealRad } from './orbit.ts'

/** When and from where the sky is looked at. */
export interface Viewpoint {
  utcMs: number
  observer: Geodetic
}

/** The satellites as they really stand, a little off what published elements say. Time only goes forward. */
export interface Sky {
  /** Undefined for a satellite that is not in the elements, or without an orbit then. */
  satellite(noradId: number, view: Viewpoint): SkyDirection | undefined
  /** Catalogue numbers above 10° of elevation, as they stood at most five seconds ago; ascending. */
  visible(view: Viewpoint): readonly number[]
}

const VISIBLE_ABOVE_DEG = 10
const VISIBLE_EVERY_MS = 5000
const SCAN_EVERY_MS = 10_000
/** Earth-central angle a satellite and the ground below the train close by at most, of orbits from 500 km up, deg/s. */
const FASTEST_DEG_PER_S = 0.075
/** Seen a degree lower than this at a scan, a satellite cannot be above 10° before the next. */
const WATCHED_ABOVE_DEG = 5

// Error of twelve-hour-old elements as seen from the ground, of a satellite 1,500 km away at 7.2 km/s.
const TYPICAL_ERROR_DEG = 0.03
const MANOEUVRE_ERROR_DEG = 0.5
const MANOEUVRE_SHARE = 0.01
const MS_PER_ERROR_DEG = ((Math.PI / 180) * 1500 * 1000) / 7.2
const HOUR_MS = 3_600_000

interface Watched {
  noradId: number
  orbit: Orbit
  /** Not above the horizon before this, UTC ms. */
  nextScanMs: number
  isNear: boolean
  seenAtMs: number
  seen: SkyDirection | undefined
}

/**
 * The true sky over a set of elements. Each satellite runs ahead of or behind them: normally by 0.03° (one sigma, seen from the
 * ground) at twelve hours of age, half that when fresh, growing with age; one in a hundred has manoeuvred and is off by 0.5°.
 */
export const makeSky = (satellites: readonly Satellite[], random: Random): Sky => {
  const watched = satellites.map((satellite) => watch(satellite, random))
  const byId = new Map(watched.map((entry) => [entry.noradId, entry]))
  const near: Watched[] = []
  let scannedMs = Number.NEGATIVE_INFINITY
  let listedMs = Number.NEGATIVE_INFINITY
  let listed: readonly number[] = []
  const scan = (view: Viewpoint): void => {
    scannedMs = view.utcMs
    near.length = 0
    for (const entry of watched) {
      if (view.utcMs >= entry.nextScanMs) rescan(entry, view)
      if (entry.isNear) near.push(entry)
    }
  }
  const visible = (view: Viewpoint): readonly number[] => {
    if (view.utcMs - listedMs >= VISIBLE_EVERY_MS) {
      if (view.utcMs - scannedMs >= SCAN_EVERY_MS) scan(view)
      listedMs = view.utcMs
      listed = near
        .filter((entry) => (look(entry, view)?.elevationDeg ?? -90) > VISIBLE_ABOVE_DEG)
        .map((entry) => entry.noradId)
    }
    return listed
  }
  return {
    visible,
    satellite: (noradId, view) => {
      const entry = byId.get(noradId)
      return entry && look(entry, view)
    },
  }
}

const watch = (satellite: Satellite, random: Random): Watched => {
  const own = random.fork(`satellite ${satellite.noradId}`)
  const hasManoeuvred = own.next() < MANOEUVRE_SHARE
  const errorDeg = hasManoeuvred ? MANOEUVRE_ERROR_DEG * (own.next() < 0.5 ? -1 : 1) : TYPICAL_ERROR_DEG * own.normal()
  const atTwelveHoursMs = errorDeg * MS_PER_ERROR_DEG
  const aheadMs = (utcMs: number): number => {
    if (hasManoeuvred) return atTwelveHoursMs
    return atTwelveHoursMs * (0.5 + Math.abs(utcMs - satellite.epochUtcMs) / (24 * HOUR_MS))
  }
  const orbit = makeOrbit(satellite, aheadMs)
  const never = Number.NEGATIVE_INFINITY
  return { noradId: satellite.noradId, orbit, nextScanMs: never, isNear: false, seenAtMs: never, seen: undefined }
}

/** Kept for the instant: several devices ask for the same satellite at the same time. */
const look = (entry: Watched, view: Viewpoint): SkyDirection | undefined => {
  if (entry.seenAtMs === view.utcMs) return entry.seen
  const target = entry.orbit.ecefM(view.utcMs, siderealRad(view.utcMs))
  entry.seen = target && lookFromEnuM(enuFromEcefM(view.observer, target))
  entry.seenAtMs = view.utcMs
  return entry.seen
}

/** Looks whether a satellite is near rising; one that is far round the earth is left alone for as long as it cannot come. */
const rescan = (entry: Watched, view: Viewpoint): void => {
  const seen = look(entry, view)
  entry.isNear = seen !== undefined && seen.elevationDeg > WATCHED_ABOVE_DEG
  const target = seen && entry.orbit.ecefM(view.utcMs, siderealRad(view.utcMs))
  const farDeg = target ? beyondDeg(target, seen) : 180
  entry.nextScanMs = view.utcMs + Math.max(0, (farDeg / FASTEST_DEG_PER_S) * 1000 - SCAN_EVERY_MS)
}

const EARTH_RADIUS_M = 6_371_000

/** Earth-central angle from the satellite to the circle in which it would stand at `WATCHED_ABOVE_DEG`, degrees. */
const beyondDeg = ([x, y, z]: Vector3, seen: SkyDirection): number => {
  const radiusM = Math.hypot(x, y, z)
  const centralDeg = (elevationDeg: number): number => {
    const elevation = (elevationDeg * Math.PI) / 180
    const at = Math.acos(Math.min(1, (EARTH_RADIUS_M / radiusM) * Math.cos(elevation)))
    return ((at - elevation) * 180) / Math.PI
  }
  return seen.elevationDeg > WATCHED_ABOVE_DEG ? 0 : centralDeg(seen.elevationDeg) - centralDeg(WATCHED_ABOVE_DEG)
}
