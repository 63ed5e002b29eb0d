import type { Random } from '../../../hal/random.ts'
import { toDeg, toRad, wrap360Deg } from '../../../hal/units.ts'
import type { MotionTruth, TrainTruth } from '../truth.ts'
import type { Alignment, TrackPoint } from './alignment.ts'
import { makeShake, makeWobble, type Wobble } from './sway.ts'
import type { Run, Timetable } from './timetable.ts'

/** The train at one time: where, how it lies, and what a sensor on its floor would feel; each computed when asked for. */
export interface TrainState {
  train(): TrainTruth
  motion(): MotionTruth
}

/** The ride as a function of the seconds since it began. */
export interface Journey {
  durationS: number
  lengthM: number
  at(timeS: number): TrainState
}

const GRAVITY_MPS2 = 9.81
const GAUGE_MM = 1520
// Chosen: the body leans outward by a quarter of the pull that cant leaves over (flexibility of soft coach springs).
const FLEXIBILITY = 0.25
// Chosen: ±0.5° of roll at 120 km/h, in proportion below; less about the other axes.
const ROLL_SWAY_DEG_PER_MPS = 0.5 / (120 / 3.6)
const PITCH_SWAY_SHARE = 0.25
const YAW_SWAY_SHARE = 0.15

/** An angle of the body and its rate, rad and rad/s. */
interface Turning {
  rad: number
  radPerS: number
}

/** The body against the horizon and its track: roll and pitch from the local level, yaw from the track's heading. */
interface Lie {
  roll: Turning
  pitch: Turning
  yaw: Turning
}

/** What shakes the body. */
export interface BodyShake {
  random: Random
  /** How many times as much as on usual track, now; once unless given. */
  roughness?: () => number
  /** What strikes it from below, now, g; nothing unless given. */
  blowG?: () => number
}

/** The train on its track by its timetable: attitude from cant, grade, springs and sway; specific force and rates from the same state. */
export const makeJourney = (
  track: Alignment,
  timetable: Timetable,
  { random, roughness = () => 1, blowG = () => 0 }: BodyShake,
): Journey => {
  const sway = {
    roll: makeWobble(random.fork('roll'), [0.5, 1]),
    pitch: makeWobble(random.fork('pitch'), [0.7, 1]),
    yaw: makeWobble(random.fork('yaw'), [0.5, 0.9]),
  }
  const shake = makeShake(random.fork('shake'))
  const at = (timeS: number): TrainState => {
    const run = timetable.at(timeS)
    const point = track.at(run.chainageM)
    const lie: Lie = {
      roll: plus(rollOf(point, run), swing(sway.roll(timeS), run, 1)),
      pitch: plus(pitchOf(point, run), swing(sway.pitch(timeS), run, PITCH_SWAY_SHARE)),
      yaw: swing(sway.yaw(timeS), run, YAW_SWAY_SHARE),
    }
    const motionNow = (): MotionTruth => {
      const [x, y, z] = specificForceG(point, run, lie)
      const [shakeX, shakeY, shakeZ] = shake(timeS, run)
      const times = roughness()
      return {
        specificForceG: [x + times * shakeX, y + times * shakeY, z + times * shakeZ + blowG()],
        angularRateDps: angularRateDps(lie, point.turnPerM * run.speedMps),
      }
    }
    // The motion sensor asks at many an instant at which nobody asks where the train is.
    return { train: () => trainOf(point, run, lie), motion: motionNow }
  }
  return { durationS: timetable.durationS, lengthM: track.lengthM, at }
}

const plus = (a: Turning, b: Turning): Turning => ({ rad: a.rad + b.rad, radPerS: a.radPerS + b.radPerS })

/** Sway grows with speed, so its rate has two parts. */
const swing = (wobble: Wobble, run: Run, share: number): Turning => {
  const scale = toRad(ROLL_SWAY_DEG_PER_MPS) * share
  return {
    rad: scale * run.speedMps * wobble.value,
    radPerS: scale * (run.speedMps * wobble.ratePerS + run.accelerationMps2 * wobble.value),
  }
}

/** Cant turns the body into the curve; what it leaves of the sideways pull leans it outward on its springs. */
const rollOf = (point: TrackPoint, run: Run): Turning => {
  const v = run.speedMps
  const tilt = point.cantMm / GAUGE_MM
  const tiltPerS = (point.cantSlopeMmPerM * v) / GAUGE_MM
  const pull = (v * v * point.curvaturePerM) / GRAVITY_MPS2 - tilt
  const pullPerS =
    (2 * v * run.accelerationMps2 * point.curvaturePerM + v ** 3 * point.curvatureSlopePerM2) / GRAVITY_MPS2 - tiltPerS
  return {
    rad: Math.asin(tilt) - FLEXIBILITY * pull,
    radPerS: tiltPerS / Math.sqrt(1 - tilt * tilt) - FLEXIBILITY * pullPerS,
  }
}

const pitchOf = (point: TrackPoint, run: Run): Turning => ({
  rad: Math.atan(point.grade),
  radPerS: (point.gradeSlopePerM * run.speedMps) / (1 + point.grade ** 2),
})

const trainOf = (point: TrackPoint, run: Run, lie: Lie): TrainTruth => ({
  chainageM: run.chainageM,
  speedMps: run.speedMps,
  latDeg: point.latDeg,
  lonDeg: point.lonDeg,
  heightM: point.heightM,
  headingTrueDeg: wrap360Deg(point.headingTrueDeg + toDeg(lie.yaw.rad)),
  courseTrueDeg: point.headingTrueDeg,
  pitchDeg: toDeg(lie.pitch.rad),
  rollDeg: toDeg(lie.roll.rad),
  ...(run.atStop !== undefined && { atStop: run.atStop }),
  ...(run.nextStop !== undefined && { nextStop: run.nextStop }),
})

/** Acceleration along and across the track and upwards, less gravity, turned into the body: yaw, then pitch, then roll. */
const specificForceG = (point: TrackPoint, run: Run, lie: Lie): [number, number, number] => {
  const v2 = run.speedMps ** 2
  const along = run.accelerationMps2 / GRAVITY_MPS2
  const across = (v2 * point.curvaturePerM) / GRAVITY_MPS2
  const down = -1 - (run.accelerationMps2 * point.grade + v2 * point.gradeSlopePerM) / GRAVITY_MPS2
  const forward = Math.cos(lie.yaw.rad) * along + Math.sin(lie.yaw.rad) * across
  const right = Math.cos(lie.yaw.rad) * across - Math.sin(lie.yaw.rad) * along
  const pitchedDown = Math.sin(lie.pitch.rad) * forward + Math.cos(lie.pitch.rad) * down
  return [
    Math.cos(lie.pitch.rad) * forward - Math.sin(lie.pitch.rad) * down,
    Math.cos(lie.roll.rad) * right + Math.sin(lie.roll.rad) * pitchedDown,
    Math.cos(lie.roll.rad) * pitchedDown - Math.sin(lie.roll.rad) * right,
  ]
}

/** Body rates from the rates of roll, pitch and heading (Euler's kinematic equations); the earth's own turn is left out. */
const angularRateDps = (lie: Lie, trackTurnPerS: number): [number, number, number] => {
  const headingPerS = trackTurnPerS + lie.yaw.radPerS
  const sinRoll = Math.sin(lie.roll.rad)
  const cosRoll = Math.cos(lie.roll.rad)
  const level = headingPerS * Math.cos(lie.pitch.rad)
  return [
    toDeg(lie.roll.radPerS - headingPerS * Math.sin(lie.pitch.rad)),
    toDeg(lie.pitch.radPerS * cosRoll + level * sinRoll),
    toDeg(level * cosRoll - lie.pitch.radPerS * sinRoll),
  ]
}

/** A train that never leaves: for one device served alone, level and still, heading as given. */
export const makeStanding = (place: { latDeg: number; lonDeg: number; headingTrueDeg: number }): Journey => {
  const lie = { courseTrueDeg: place.headingTrueDeg, pitchDeg: 0, rollDeg: 0 }
  const train = { chainageM: 0, speedMps: 0, heightM: 400, atStop: 'at rest', ...lie, ...place }
  const motion: MotionTruth = { specificForceG: [0, 0, -1], angularRateDps: [0, 0, 0] }
  return { durationS: Number.POSITIVE_INFINITY, lengthM: 0, at: () => ({ train: () => train, motion: () => motion }) }
}

const turnedAbout = ([x, y, z]: MotionTruth['specificForceG']): [number, number, number] => [-x, -y, z]

/** The same journey in a coach that runs tail first: nose and tail, left and right change places, the floor stays. */
export const tailFirst = (journey: Journey): Journey => ({
  ...journey,
  at: (timeS) => {
    const state = journey.at(timeS)
    return {
      train: () => {
        const { headingTrueDeg, pitchDeg, rollDeg, ...rest } = state.train()
        return { ...rest, headingTrueDeg: wrap360Deg(headingTrueDeg + 180), pitchDeg: -pitchDeg, rollDeg: -rollDeg }
      },
      motion: () => {
        const { specificForceG: force, angularRateDps: rate } = state.motion()
        return { specificForceG: turnedAbout(force), angularRateDps: turnedAbout(rate) }
      },
    }
  },
})
