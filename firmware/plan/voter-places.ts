import type { MonotonicMs } from '../../hal/units.ts'
import { distanceM, type Geodetic, move } from '../domain/geodesy.ts'

/** A fix to be held against others: degrees WGS84, metres, m/s. */
export interface VoterFix {
  atMs: MonotonicMs
  latDeg: number
  lonDeg: number
  speedMps?: number
  courseTrueDeg?: number
  /** One sigma, the root of the squares of north and east; absent: as a receiver of its kind has in the open. */
  horizontalSigmaM?: number
  /** Where its antenna is in the body frame, from the point that is navigated: forward, right, down. */
  leverArmM?: readonly [number, number, number]
}

/** Where the fusion expects the train. */
export interface TrainPlace {
  atMs: MonotonicMs
  latDeg: number
  lonDeg: number
  horizontalSigmaM: number
  speedMps?: number
  courseTrueDeg?: number
  headingTrueDeg?: number
}

/** Places at one time, and how far apart they are. */
export interface PlacesApart {
  /** `undefined` for a voter without a fix. */
  betweenM(a: string, b: string): number | undefined
  areTogether(a: string, b: string): boolean
  /** `undefined` while the fusion expects nothing sharp enough. */
  isExpected(name: string): boolean | undefined
}

/** A receiver in the open that states no sigma. Chosen: twice what one has. */
const USUAL_SIGMA_M = 5
/** A stated sigma below this forgets what all receivers share. */
const LEAST_SIGMA_M = 1.5
/** Two are together within so many sigma of their difference, and this beside: errors last minutes and have long tails. */
const TOGETHER_SIGMAS = 4
const TOGETHER_M = 3
/** How wrong a place becomes each second that it is carried on, with a speed and without. */
const CARRIED_MPS = 1
const UNCARRIED_MPS = 50
/** An expectation wider than this decides nothing. */
const SHARP_SIGMA_M = 100

interface Place extends Geodetic {
  sigmaM: number
}

const carried = (place: Geodetic, motion: Partial<TrainPlace> | undefined, ageS: number): [Geodetic, number] => {
  const { speedMps, courseTrueDeg } = motion ?? {}
  if (speedMps === undefined) return [place, UNCARRIED_MPS * ageS]
  if (courseTrueDeg === undefined) return [place, (speedMps + CARRIED_MPS) * ageS]
  return [move(place, courseTrueDeg, speedMps * ageS), CARRIED_MPS * ageS]
}

/** From an antenna, forward, right and down of it, back to the point that is navigated; the coach lies level. */
export const offArm = (place: Geodetic, arm: NonNullable<VoterFix['leverArmM']>, headingTrueDeg: number): Geodetic => {
  const [forwardM, rightM, downM] = arm
  const moved = move(move(place, headingTrueDeg, -forwardM), headingTrueDeg + 90, -rightM)
  return { ...moved, heightM: place.heightM + downM }
}

const placeOf = (fix: VoterFix, expected: TrainPlace | undefined, nowMs: MonotonicMs): Place => {
  const ageS = Math.max(0, nowMs - fix.atMs) / 1_000
  const motion = fix.speedMps === undefined ? expected : fix
  const at = { latDeg: fix.latDeg, lonDeg: fix.lonDeg, heightM: 0 }
  const [now, carriedM] = carried(at, motion, ageS)
  const { leverArmM: arm } = fix
  const headingTrueDeg = expected?.headingTrueDeg
  const origin = arm && headingTrueDeg !== undefined ? offArm(now, arm, headingTrueDeg) : now
  // Without a heading the arm only widens the place.
  const armM = arm && headingTrueDeg === undefined ? Math.hypot(arm[0], arm[1]) : 0
  const sigmaM = Math.max(LEAST_SIGMA_M, fix.horizontalSigmaM ?? USUAL_SIGMA_M)
  return { ...origin, sigmaM: Math.hypot(sigmaM, carriedM, armM) }
}

const areNear = (a: Place, b: Place): boolean =>
  distanceM(a, b) <= TOGETHER_M + TOGETHER_SIGMAS * Math.hypot(a.sigmaM, b.sigmaM)

/** Carries every fix to one time and to one point of the coach, by its own speed or else the train's. */
export const distancesApart = (
  voters: readonly { name: string; fix?: VoterFix }[],
  expected: TrainPlace | undefined,
  nowMs: MonotonicMs,
): PlacesApart => {
  const places = new Map(voters.flatMap(({ name, fix }) => (fix ? [[name, placeOf(fix, expected, nowMs)]] : [])))
  const isSharp = expected !== undefined && expected.horizontalSigmaM <= SHARP_SIGMA_M
  const expectedPlace = isSharp ? placeOf(expected, expected, nowMs) : undefined
  return {
    betweenM: (a, b) => {
      const [from, to] = [places.get(a), places.get(b)]
      return from && to && distanceM(from, to)
    },
    areTogether: (a, b) => {
      const [from, to] = [places.get(a), places.get(b)]
      return from !== undefined && to !== undefined && areNear(from, to)
    },
    isExpected: (name) => {
      const place = places.get(name)
      return place && expectedPlace && areNear(place, expectedPlace)
    },
  }
}
