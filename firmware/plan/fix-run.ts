import { distanceM } from '../domain/geodesy.ts'

/** What a fix claims: place in degrees, speed in m/s. */
export interface Claim {
  atMs: number
  latDeg: number
  lonDeg: number
  speedMps?: number
}

/** Fixes in a row that agree with each other. */
export interface Run {
  first: Claim
  last: Claim
  count: number
  /** Of the speeds of them all. */
  speedSumMps: number
}

const NOISE_M = 30
/** Faster than claimed by this, and more with time: a train gains 2 m/s a second at the most. */
const MARGIN_MPS = 10
const ACCELERATION_MPS2 = 2
const FASTEST_MPS = 100
/** Way and mean speed of a run agree within this share, which a turn and a stop leave. */
const WAY_SHARE = 0.3

const between = (one: Claim, other: Claim): number => distanceM({ ...one, heightM: 0 }, { ...other, heightM: 0 })

/** Whether a train could have gone from one claim to the next. */
export const agrees = (from: Claim, to: Claim): boolean => {
  const seconds = Math.max(0, to.atMs - from.atMs) / 1000
  const knownMps = from.speedMps === undefined ? FASTEST_MPS : from.speedMps + MARGIN_MPS
  const reachM = NOISE_M + Math.min(FASTEST_MPS, knownMps + ACCELERATION_MPS2 * seconds) * seconds
  return between(from, to) <= reachM
}

/** Whether a run has come as far as its speeds say: a receiver that claims a false speed stays behind it. */
export const agreesFrom = (run: Run, to: Claim): boolean => {
  if (to.speedMps === undefined) return true
  const seconds = (to.atMs - run.first.atMs) / 1000
  const wayM = ((run.speedSumMps + to.speedMps) / (run.count + 1)) * seconds
  return Math.abs(between(run.first, to) - wayM) <= NOISE_M + WAY_SHARE * wayM
}
