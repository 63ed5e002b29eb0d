import { type MonotonicMs, toDeg, toRad, wrap180Deg, wrap360Deg } from '../../hal/units.ts'
import type { Attitude } from './frames.ts'

/** An attitude with one-sigma uncertainties, degrees; tilt is pitch and roll together. */
export interface EstimatedAttitude extends Attitude {
  headingSigmaDeg: number
  tiltSigmaDeg: number
}

/** What is known of the heading; `route` is a guess that the first movement replaces. */
export type HeadingState =
  | { kind: 'unknown' }
  | {
      kind: 'known'
      source: 'route' | 'course'
      atMs: MonotonicMs
      headingTrueDeg: number
      /** Clockwise positive; 0 at rest. */
      rateDegPerS: number
      sigmaDeg: number
      speedMps: number
      /** Courses in a row that could not be: five of them are believed. */
      refused: number
    }

/** What one accepted fix says, and the line's direction where the train is, if a line is known. */
export interface HeadingObservation {
  speedMps?: number
  courseTrueDeg?: number
  route?: { bearingDeg: number; sigmaDeg: number }
}

type Known = Extract<HeadingState, { kind: 'known' }>

/** Below this the course over ground is noise: the heading is held. */
const MOVING_MPS = 2
/** Below this a receiver's speed is noise: the train stands, and a train cannot turn in place. */
const STANDING_MPS = 0.3
// u-blox M8 data sheet §1.2: velocity 0.05 m/s; the floor is what a coach yaws against its track.
const SPEED_SIGMA_MPS = 0.05
const COURSE_FLOOR_DEG = 0.1
/** Change of turn rate that transition curves bring at line speed, one sigma, °/s². */
const TURN_CHANGE_DEG_PER_S2 = 0.3
const TIGHTEST_RADIUS_M = 300
const HELD_RADIUS_M = 600
const BELIEVED_AFTER = 5
/** Grades to 10 ‰ are 0.57°: about this, rms. */
const LEVEL_SIGMA_DEG = 0.2
/** Cant up to 150 mm on 1520 mm (5.6°) follows the curve; half of what balances it is left to doubt. */
const CANT_MAX_DEG = 5.6
const CANT_SHARE = 0.5
const LEAD_MAX_S = 2
const GRAVITY_MPS2 = 9.81

/**
 * The heading after one accepted fix: the course while moving (the train is taken to run forward), held at rest, and
 * unknown before the first movement unless the line's direction is given. Turn rate comes from the courses alone.
 */
export const nextHeading = (state: HeadingState, seen: HeadingObservation, nowMs: MonotonicMs): HeadingState => {
  const { speedMps, courseTrueDeg, route } = seen
  if (speedMps !== undefined && courseTrueDeg !== undefined && speedMps >= MOVING_MPS) {
    return withCourse(state, { speedMps, courseTrueDeg }, nowMs)
  }
  if (state.kind === 'known') return speedMps === undefined ? state : held(state, speedMps, nowMs)
  return route ? fromRoute(route, speedMps ?? 0, nowMs) : state
}

/** The attitude at a time, up to two seconds ahead along the turn; sigma grows with the age of the last course. */
export const attitudeAt = (state: HeadingState, nowMs: MonotonicMs): EstimatedAttitude | undefined => {
  if (state.kind === 'unknown') return undefined
  const balanceDeg = toDeg(Math.atan((state.speedMps * Math.abs(toRad(state.rateDegPerS))) / GRAVITY_MPS2))
  return {
    headingTrueDeg: headingAt(state, nowMs),
    pitchDeg: 0,
    rollDeg: 0,
    headingSigmaDeg: sigmaAt(state, nowMs),
    tiltSigmaDeg: LEVEL_SIGMA_DEG + CANT_SHARE * Math.min(CANT_MAX_DEG, balanceDeg),
  }
}

const ageS = (state: Known, nowMs: MonotonicMs): number => Math.max(0, nowMs - state.atMs) / 1000

const headingAt = (state: Known, nowMs: MonotonicMs): number =>
  wrap360Deg(state.headingTrueDeg + state.rateDegPerS * Math.min(LEAD_MAX_S, ageS(state, nowMs)))

const sigmaAt = (state: Known, nowMs: MonotonicMs): number => {
  return Math.min(180, state.sigmaDeg + turnDoubtDeg(state.speedMps, ageS(state, nowMs)))
}

/** What a turn that nobody saw may have added to the heading of a train at that speed, one sigma, degrees; none at rest. */
export const turnDoubtDeg = (speedMps: number, forS: number): number =>
  Math.min(0.5 * TURN_CHANGE_DEG_PER_S2 * forS * forS, toDeg((movedMps(speedMps) * forS) / HELD_RADIUS_M))

const movedMps = (speedMps: number): number => (speedMps < STANDING_MPS ? 0 : speedMps)

const fromRoute = (route: { bearingDeg: number; sigmaDeg: number }, speedMps: number, nowMs: MonotonicMs): Known => ({
  kind: 'known',
  source: 'route',
  atMs: nowMs,
  headingTrueDeg: wrap360Deg(route.bearingDeg),
  rateDegPerS: 0,
  sigmaDeg: route.sigmaDeg,
  speedMps,
  refused: 0,
})

/** Slower than the course can be trusted: what was known goes on, a little less sure with every metre. */
const held = (state: Known, speedMps: number, nowMs: MonotonicMs): Known => ({
  ...state,
  atMs: nowMs,
  headingTrueDeg: headingAt(state, nowMs),
  rateDegPerS: 0,
  sigmaDeg: sigmaAt({ ...state, speedMps: Math.min(state.speedMps, speedMps) }, nowMs),
  speedMps,
  refused: 0,
})

const withCourse = (
  state: HeadingState,
  seen: { speedMps: number; courseTrueDeg: number },
  nowMs: MonotonicMs,
): HeadingState => {
  const courseSigmaDeg = Math.hypot(COURSE_FLOOR_DEG, toDeg(SPEED_SIGMA_MPS / seen.speedMps))
  if (state.kind === 'unknown' || state.source === 'route' || ageS(state, nowMs) > 10) {
    return adopted(seen, courseSigmaDeg, nowMs)
  }
  const innovationDeg = wrap180Deg(seen.courseTrueDeg - headingAt(state, nowMs))
  const age = ageS(state, nowMs)
  const possibleDeg = Math.max(10, 5 * sigmaAt(state, nowMs), toDeg((seen.speedMps * age) / TIGHTEST_RADIUS_M))
  if (Math.abs(innovationDeg) <= possibleDeg) return corrected(state, { ...seen, innovationDeg, courseSigmaDeg }, nowMs)
  if (state.refused + 1 >= BELIEVED_AFTER) return adopted(seen, courseSigmaDeg, nowMs)
  return { ...state, refused: state.refused + 1 }
}

const adopted = (
  seen: { speedMps: number; courseTrueDeg: number },
  sigmaDeg: number,
  nowMs: MonotonicMs,
): HeadingState => ({
  kind: 'known',
  source: 'course',
  atMs: nowMs,
  headingTrueDeg: wrap360Deg(seen.courseTrueDeg),
  rateDegPerS: 0,
  sigmaDeg,
  speedMps: seen.speedMps,
  refused: 0,
})

/** An alpha-beta tracker whose gains follow the tracking index (Kalata 1984), so that 1 Hz and 5 Hz courses both fit. */
const corrected = (
  state: Known,
  seen: { speedMps: number; innovationDeg: number; courseSigmaDeg: number },
  nowMs: MonotonicMs,
): Known => {
  const stepS = ageS(state, nowMs)
  if (stepS === 0) return state
  const index = (TURN_CHANGE_DEG_PER_S2 * stepS * stepS) / seen.courseSigmaDeg
  const root = (4 + index - Math.sqrt(8 * index + index * index)) / 4
  const alpha = 1 - root * root
  const beta = 2 * (2 - alpha) - 4 * Math.sqrt(1 - alpha)
  const fastest = toDeg(seen.speedMps / TIGHTEST_RADIUS_M)
  const rate = state.rateDegPerS + (beta * seen.innovationDeg) / stepS
  return {
    ...state,
    atMs: nowMs,
    headingTrueDeg: wrap360Deg(headingAt(state, nowMs) + alpha * seen.innovationDeg),
    rateDegPerS: Math.max(-fastest, Math.min(fastest, rate)),
    sigmaDeg: Math.sqrt(alpha) * seen.courseSigmaDeg + (1 - alpha) * Math.min(1, stepS) * TURN_CHANGE_DEG_PER_S2,
    speedMps: seen.speedMps,
    refused: 0,
  }
}
