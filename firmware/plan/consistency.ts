import { type MonotonicMs, toRad } from '../../hal/units.ts'
import { radiiM } from '../domain/geodesy.ts'
import type { TrainPlace, VoterFix } from './voter-places.ts'

/** What the fusion expected when a fix came, its body's speed among it. */
export interface ExpectedMotion extends TrainPlace {
  /** Along the body; negative backwards. */
  forwardMps?: number
}

type NorthEast = readonly [north: number, east: number]

/** How far a receiver's fixes are off what the fusion expects, smoothed with their signs: noise averages out, a walk does not. */
export interface ConsistencyState {
  lastAtMs?: MonotonicMs
  /** Nothing is believed before: a receiver that comes out of a tunnel is wild for a while. */
  settledFromMs: number
  velocityOffMps: NorthEast
  positionOffSigmas: NorthEast
}

/** The state to start from. */
export const consistencyAtStart: ConsistencyState = {
  settledFromMs: 0,
  velocityOffMps: [0, 0],
  positionOffSigmas: [0, 0],
}

const SMOOTHED_OVER_S = 10
const GAP_MS = 2_500
/** Chosen: longer than a receiver takes to be itself again after a tunnel. */
const SETTLES_MS = 30_000
/** Below this a course is noise. */
const ROLLING_MPS = 3
/** One bad epoch weighs no more than this. */
const SIGMAS_AT_MOST = 20

const smoothed = ([n, e]: NorthEast, [north, east]: NorthEast, share: number): NorthEast => [
  n + share * (north - n),
  e + share * (east - e),
]

const along = (azimuthDeg: number, speedMps: number): NorthEast => [
  speedMps * Math.cos(toRad(azimuthDeg)),
  speedMps * Math.sin(toRad(azimuthDeg)),
]

/** A train goes where it points: the receiver's velocity against the body's. */
const velocityOff = (fix: VoterFix, { headingTrueDeg, forwardMps }: ExpectedMotion): NorthEast | undefined => {
  if (headingTrueDeg === undefined || forwardMps === undefined) return undefined
  if (fix.speedMps === undefined || fix.courseTrueDeg === undefined || fix.speedMps < ROLLING_MPS) return undefined
  const [seen, body] = [along(fix.courseTrueDeg, fix.speedMps), along(headingTrueDeg, forwardMps)]
  return [seen[0] - body[0], seen[1] - body[1]]
}

const positionOff = (fix: VoterFix, expected: ExpectedMotion): NorthEast => {
  const ageS = (fix.atMs - expected.atMs) / 1_000
  const [movedNorth, movedEast] = along(expected.courseTrueDeg ?? 0, (expected.speedMps ?? 0) * ageS)
  const { meridian, primeVertical } = radiiM(expected.latDeg)
  const northM = toRad(fix.latDeg - expected.latDeg) * meridian - movedNorth
  const eastM = toRad(fix.lonDeg - expected.lonDeg) * primeVertical * Math.cos(toRad(expected.latDeg)) - movedEast
  const sigmaM = Math.hypot(expected.horizontalSigmaM, fix.horizontalSigmaM ?? expected.horizontalSigmaM, 1)
  const sigmas = Math.hypot(northM, eastM) / sigmaM
  const scale = (sigmas > SIGMAS_AT_MOST ? SIGMAS_AT_MOST / sigmas : 1) / sigmaM
  return [scale * northM, scale * eastM]
}

/** Takes in one fix of the receiver that is listened to, and what the fusion expected just before it. */
export const nextConsistency = (
  state: ConsistencyState,
  fix: VoterFix,
  expected: ExpectedMotion | undefined,
): ConsistencyState => {
  const sinceMs = fix.atMs - (state.lastAtMs ?? Number.NEGATIVE_INFINITY)
  const isGap = sinceMs > GAP_MS
  const settledFromMs = isGap ? fix.atMs + SETTLES_MS : state.settledFromMs
  if (isGap || !expected || fix.atMs < settledFromMs)
    return { ...consistencyAtStart, settledFromMs, lastAtMs: fix.atMs }
  const share = Math.min(1, sinceMs / 1_000 / SMOOTHED_OVER_S)
  // A train at rest has no course to be off; what it had fades.
  const velocity = velocityOff(fix, expected) ?? [0, 0]
  return {
    lastAtMs: fix.atMs,
    settledFromMs,
    velocityOffMps: smoothed(state.velocityOffMps, velocity, share),
    positionOffSigmas: smoothed(state.positionOffSigmas, positionOff(fix, expected), share),
  }
}

/** How far off it is now. */
export const consistencyOf = (state: ConsistencyState): { velocityOffMps: number; positionOffSigmas: number } => ({
  velocityOffMps: Math.hypot(...state.velocityOffMps),
  positionOffSigmas: Math.hypot(...state.positionOffSigmas),
})
