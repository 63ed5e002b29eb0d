import { move } from '../../../firmware/domain/geodesy.ts'
import type { Random } from '../../../hal/random.ts'
import { toDeg, toRad, wrap360Deg } from '../../../hal/units.ts'
import type { TrainTruth } from '../truth.ts'
import type { ReceiverFix } from './gnss-sentences.ts'

/** Horizontal error of a fix, root mean square; fixed by the project, not tuned. Half its square is in each of east and north. */
const HORIZONTAL_RMS_M = 2.5
const VERTICAL_SIGMA_M = 3.75
/** Of each of the velocity's east and north, white from epoch to epoch; fixed by the project. */
const SPEED_SIGMA_MPS = 0.05
/** How long a position error lasts: "minutes". At any rate of epochs each step keeps e^(−step/this) of it. */
const CORRELATION_S = 120
/** The geoid below the ellipsoid along Kazakhstan's railways, about; EGM96 lies between −30 and −45 m there. */
const GEOID_SEPARATION_M = -36

/** A first-order Gauss–Markov process, exact for any step. */
const gaussMarkov = (sigma: number, random: Random) => {
  let value = sigma * random.normal()
  return (stepS: number): number => {
    const kept = Math.exp(-stepS / CORRELATION_S)
    value = value * kept + sigma * Math.sqrt(1 - kept * kept) * random.normal()
    return value
  }
}

/** Turns the train's truth into what a receiver measures; called once an epoch, `stepS` after the one before. */
export const receiverErrors = (random: Random): ((train: TrainTruth, stepS: number, hdop: number) => ReceiverFix) => {
  const eastM = gaussMarkov(HORIZONTAL_RMS_M / Math.SQRT2, random)
  const northM = gaussMarkov(HORIZONTAL_RMS_M / Math.SQRT2, random)
  const upM = gaussMarkov(VERTICAL_SIGMA_M, random)
  return (train, stepS, hdop) => {
    const [east, north, up] = [eastM(stepS), northM(stepS), upM(stepS)]
    const offset = move(train, wrap360Deg(toDeg(Math.atan2(east, north))), Math.hypot(east, north))
    const courseRad = toRad(train.courseTrueDeg)
    const velocityEast = train.speedMps * Math.sin(courseRad) + SPEED_SIGMA_MPS * random.normal()
    const velocityNorth = train.speedMps * Math.cos(courseRad) + SPEED_SIGMA_MPS * random.normal()
    return {
      latDeg: offset.latDeg,
      lonDeg: offset.lonDeg,
      altitudeM: train.heightM + up - GEOID_SEPARATION_M,
      geoidSeparationM: GEOID_SEPARATION_M,
      speedMps: Math.hypot(velocityEast, velocityNorth),
      courseTrueDeg: wrap360Deg(toDeg(Math.atan2(velocityEast, velocityNorth))),
      climbMps: train.speedMps * Math.sin(toRad(train.pitchDeg)) + SPEED_SIGMA_MPS * random.normal(),
      hdop,
      sigmaM: HORIZONTAL_RMS_M,
    }
  }
}
