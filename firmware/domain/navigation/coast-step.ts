import { toRad } from '../../../hal/units.ts'
import { errorState as at } from './error-states.ts'
import { alongTerms, wander } from './inertial-step.ts'
import { shift, type TrainFilter } from './train-filter.ts'

/** What a train does that nobody measures, one sigma, and how long it goes on, s. */
const ACCELERATION_MPS2 = 0.2
const ACCELERATION_LASTS_S = 15
const TURN_RAD_PER_S = toRad(2)
const TURN_LASTS_S = 20
/** A slower train turns less: what bends it is the track. */
const FULL_TURN_FROM_MPS = 10
/** Grades to 10 ‰; cant to 150 mm and what springs add to it. */
const PITCH_RAD = toRad(0.35)
const ROLL_RAD = toRad(1.5)
/** What was known of the tilt is forgotten in this time, s. */
const TILT_LASTS_S = 4

/** Readings end: turn and acceleration go on as they were measured last. */
export const beginCoasting = ({ covariance }: TrainFilter): void => {
  covariance.isolate(at.turn, toRad(0.2))
  covariance.isolate(at.acceleration, 0.05)
}

/** Readings begin: they measure turn and acceleration. */
export const endCoasting = (filter: TrainFilter): void => {
  filter.covariance.isolate(at.turn, 0)
  filter.covariance.isolate(at.acceleration, 0)
}

/** Moves the means alone, by a moment either way. */
export const carry = (filter: TrainFilter, stepS: number): void => {
  const middleRad = filter.headingRad + (filter.turnRadPerS * stepS) / 2
  const wayM = (filter.speedMps + (filter.accelerationMps2 * stepS) / 2) * stepS
  shift(filter, wayM * Math.cos(middleRad), wayM * Math.sin(middleRad), wayM * filter.pitchRad)
  filter.travelledM += wayM
  filter.headingRad += filter.turnRadPerS * stepS
  filter.speedMps += filter.accelerationMps2 * stepS
}

/** Moves the estimate on without readings: as it went, and ever less sure of that. */
export const coast = (filter: TrainFilter, stepS: number): void => {
  const { covariance, terms, headingRad, speedMps } = filter
  const middleRad = headingRad + (filter.turnRadPerS * stepS) / 2
  alongTerms(filter, stepS, Math.cos(middleRad), Math.sin(middleRad))
  carry(filter, stepS)
  terms.add(at.up, at.pitch, speedMps * stepS)
  terms.add(at.heading, at.turn, stepS).add(at.speed, at.acceleration, stepS)
  covariance.propagate(terms)
  const turnSigma = TURN_RAD_PER_S * Math.min(1, Math.abs(speedMps) / FULL_TURN_FROM_MPS)
  fade(filter, at.turn, { lastsS: TURN_LASTS_S, sigma: turnSigma, stepS })
  fade(filter, at.acceleration, { lastsS: ACCELERATION_LASTS_S, sigma: ACCELERATION_MPS2, stepS })
  fade(filter, at.pitch, { lastsS: TILT_LASTS_S, sigma: PITCH_RAD, stepS })
  fade(filter, at.roll, { lastsS: TILT_LASTS_S, sigma: ROLL_RAD, stepS })
  wander(filter, stepS)
}

/** A first-order Gauss–Markov process about zero. */
const fade = (
  filter: TrainFilter,
  index: typeof at.turn | typeof at.acceleration | typeof at.pitch | typeof at.roll,
  { lastsS, sigma, stepS }: { lastsS: number; sigma: number; stepS: number },
): void => {
  const kept = Math.exp(-stepS / lastsS)
  if (index === at.turn) filter.turnRadPerS *= kept
  else if (index === at.acceleration) filter.accelerationMps2 *= kept
  else if (index === at.pitch) filter.pitchRad *= kept
  else filter.rollRad *= kept
  filter.covariance.scale(index, kept)
  filter.covariance.grow(index, sigma * sigma * (1 - kept * kept))
}
