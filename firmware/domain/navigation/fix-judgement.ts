import { errorState as at } from './error-states.ts'
import { EPOCH_NOISE_M, type FixInnovation, positionTerms, velocityTerms } from './observations.ts'
import type { TrainFilter } from './train-filter.ts'

/** What a fix means against the estimate. */
export interface FixJudgement {
  innovation: FixInnovation
  /** From where the estimate has the train, m. */
  offM: number
  /** Square of the innovation over its variance, two degrees of freedom: by the filter's own model of the receiver. */
  positionNis: number
  /** The same with the receiver's error taken as new, which is what a gate weighs. */
  looseNis: number
  /** Of the velocity, with what a bad epoch may have; 0 when the fix tells none. */
  speedNis: number
}

/** Sigmas of one axis. */
export interface FixSigmas {
  northM: number
  eastM: number
  upM: number
  speedMps: number
}

/** Beside what it states: a reflection, a change of satellites. */
const LOOSE_M = 3
const LOOSE_MPS = 0.5

/** Weighs a fix against the estimate; changes nothing. */
export const judgeFix = (filter: TrainFilter, innovation: FixInnovation, sigmas: FixSigmas): FixJudgement => {
  const { northM, eastM, ageS, velocity, speedMps } = innovation
  const [north, east] = filter.termsAcross
  positionTerms(filter, 'north', ageS, north)
  positionTerms(filter, 'east', ageS, east)
  const { covariance } = filter
  const nis = (noise: number): number =>
    normalisedSquare([northM, eastM], {
      first: covariance.varianceOf(north) + noise,
      second: covariance.varianceOf(east) + noise,
      both: covariance.covarianceOf(north, east),
    })
  const positionNis = nis(EPOCH_NOISE_M ** 2)
  const looseNis = nis(sigmas.northM ** 2 + LOOSE_M ** 2)
  const speedNoise = sigmas.speedMps ** 2 + LOOSE_MPS ** 2
  let speedNis = 0
  if (velocity) {
    velocityTerms(filter, 'north', ageS, north)
    velocityTerms(filter, 'east', ageS, east)
    speedNis = normalisedSquare([velocity.northMps, velocity.eastMps], {
      first: covariance.varianceOf(north) + speedNoise,
      second: covariance.varianceOf(east) + speedNoise,
      both: covariance.covarianceOf(north, east),
    })
  } else if (speedMps !== undefined) speedNis = speedMps ** 2 / (covariance.at(at.speed, at.speed) + speedNoise)
  return { innovation, offM: Math.hypot(northM, eastM), positionNis, looseNis, speedNis }
}

const normalisedSquare = (
  [a, b]: readonly [number, number],
  { first, second, both }: { first: number; second: number; both: number },
): number => (a * a * second - 2 * a * b * both + b * b * first) / Math.max(1e-12, first * second - both * both)
