import { toDeg, toRad, wrap180Deg } from '../../../hal/units.ts'
import type { SparseTerms } from './covariance.ts'
import { errorState as at } from './error-states.ts'
import { GRAVITY_MPS2, type InertialReading } from './inertial-step.ts'
import type { TrainFilter } from './train-filter.ts'

/** A fix against the estimate: what a gate and a correction need of it. Metres and m/s, north and east. */
export interface FixInnovation {
  northM: number
  eastM: number
  upM: number | undefined
  /** Absent when the receiver gives no course. */
  velocity: { northMps: number; eastMps: number } | undefined
  /** Of the speed alone, as the receiver gives it at a crawl. */
  speedMps: number | undefined
  /** How old the fix was at the time of the estimate, s. */
  ageS: number
}

/** What a receiver says of one epoch. */
export interface SeenFix {
  latDeg: number
  lonDeg: number
  heightM?: number
  speedMps?: number
  courseTrueDeg?: number
}

/** A receiver's error changes by this from epoch to epoch beside what lasts, m. */
export const EPOCH_NOISE_M = 0.3
const EPOCH_NOISE_UP_M = 0.6
/** Below this a course is noise. */
const COURSE_FROM_MPS = 0.5

/** Compares a fix, `ageS` older than the estimate, with where the train was then. */
export const innovationOf = (filter: TrainFilter, fix: SeenFix, statedAgeS: number): FixInnovation => {
  const ageS = statedAgeS + (filter.means[at.fixAge] as number)
  const headingThen = filter.headingRad - filter.turnRadPerS * ageS
  const middle = filter.headingRad - (filter.turnRadPerS * ageS) / 2
  const speedThen = filter.speedMps - filter.accelerationMps2 * ageS
  const wayM = ((filter.speedMps + speedThen) / 2) * ageS
  const { means } = filter
  return {
    northM:
      toRad(fix.latDeg - filter.latDeg) * filter.northRadiusM +
      wayM * Math.cos(middle) -
      (means[at.fixNorth] as number),
    eastM:
      toRad(fix.lonDeg - filter.lonDeg) * filter.eastRadiusM + wayM * Math.sin(middle) - (means[at.fixEast] as number),
    upM:
      fix.heightM === undefined
        ? undefined
        : fix.heightM - filter.heightM + wayM * filter.pitchRad - (means[at.fixUp] as number),
    ...velocityOf(fix, speedThen, headingThen),
    ageS,
  }
}

const velocityOf = (
  { speedMps, courseTrueDeg }: SeenFix,
  speedThen: number,
  headingThen: number,
): Pick<FixInnovation, 'velocity' | 'speedMps'> => {
  if (speedMps === undefined) return { velocity: undefined, speedMps: undefined }
  if (courseTrueDeg === undefined || speedMps < COURSE_FROM_MPS)
    return { velocity: undefined, speedMps: Math.sign(speedThen) * speedMps - speedThen }
  const course = toRad(courseTrueDeg)
  const northMps = speedMps * Math.cos(course) - speedThen * Math.cos(headingThen)
  const eastMps = speedMps * Math.sin(course) - speedThen * Math.sin(headingThen)
  return { velocity: { northMps, eastMps }, speedMps: undefined }
}

/** How the position of a fix depends on the states. */
export const positionTerms = (
  filter: TrainFilter,
  axis: 'north' | 'east',
  ageS: number,
  terms: SparseTerms,
): SparseTerms => {
  const cos = Math.cos(filter.headingRad)
  const sin = Math.sin(filter.headingRad)
  const [along, across] = axis === 'north' ? [cos, -sin] : [sin, cos]
  return terms
    .clear()
    .of(at[axis], 1)
    .of(axis === 'north' ? at.fixNorth : at.fixEast, 1)
    .of(at.speed, -along * ageS)
    .of(at.heading, -filter.speedMps * across * ageS)
    .of(at.fixAge, -filter.speedMps * along)
}

export const velocityTerms = (
  filter: TrainFilter,
  axis: 'north' | 'east',
  ageS: number,
  terms: SparseTerms,
): SparseTerms => {
  const heading = filter.headingRad - filter.turnRadPerS * ageS
  const cos = Math.cos(heading)
  const sin = Math.sin(heading)
  const [along, across] = axis === 'north' ? [cos, -sin] : [sin, cos]
  const { speedMps } = filter
  return terms
    .clear()
    .of(at.speed, along)
    .of(at.heading, speedMps * across)
    .of(at.turn, -speedMps * across * ageS)
    .of(at.acceleration, -along * ageS)
}

/** Corrects by a fix that the gate let through. Call `applyCorrection` after it. */
export const observeFix = (filter: TrainFilter, innovation: FixInnovation, speedSigmaMps: number): void => {
  const { covariance, terms, correction } = filter
  const { ageS, velocity } = innovation
  const noise = EPOCH_NOISE_M ** 2
  covariance.correct(positionTerms(filter, 'north', ageS, terms), innovation.northM, noise, correction)
  covariance.correct(positionTerms(filter, 'east', ageS, terms), innovation.eastM, noise, correction)
  if (innovation.upM !== undefined) {
    terms.clear().of(at.up, 1).of(at.fixUp, 1)
    covariance.correct(terms, innovation.upM, EPOCH_NOISE_UP_M ** 2, correction)
  }
  if (velocity) {
    const variance = speedSigmaMps ** 2
    covariance.correct(velocityTerms(filter, 'north', ageS, terms), velocity.northMps, variance, correction)
    covariance.correct(velocityTerms(filter, 'east', ageS, terms), velocity.eastMps, variance, correction)
  } else if (innovation.speedMps !== undefined) observeSpeed(filter, innovation.speedMps, 2 * speedSigmaMps)
}

/** Corrects by a speed along the body; the innovation is against the estimate. */
export const observeSpeed = ({ covariance, terms, correction }: TrainFilter, innovationMps: number, sigmaMps: number) =>
  covariance.correct(terms.clear().of(at.speed, 1), innovationMps, sigmaMps ** 2, correction)

/** Corrects the heading; degrees have been wrapped to the nearest turn by the caller. */
export const observeHeading = (
  { covariance, terms, correction }: TrainFilter,
  innovationRad: number,
  sigmaRad: number,
) => covariance.correct(terms.clear().of(at.heading, 1), innovationRad, sigmaRad ** 2, correction)

/** The track at a place: degrees, one sigma across it and of its direction. */
export interface SeenTrack {
  latDeg: number
  lonDeg: number
  /** In the direction of travel. */
  bearingDeg: number
  crossSigmaM: number
  bearingSigmaDeg: number
}

/** A track this unlikely is another one: five sigmas. */
const TRACK_NIS_MAX = 25

/** Rails hold the train sideways and point it; false when these rails cannot be those under the train. */
export const observeTrack = (filter: TrainFilter, track: SeenTrack): boolean => {
  const { covariance, terms, correction } = filter
  const bearing = toRad(track.bearingDeg)
  const [north, east] = [-Math.sin(bearing), Math.cos(bearing)]
  const offM =
    toRad(track.latDeg - filter.latDeg) * filter.northRadiusM * north +
    toRad(track.lonDeg - filter.lonDeg) * filter.eastRadiusM * east
  terms.clear().of(at.north, north).of(at.east, east)
  const variance = track.crossSigmaM ** 2
  if (offM * offM > TRACK_NIS_MAX * (covariance.varianceOf(terms) + variance)) return false
  covariance.correct(terms, offM, variance, correction)
  const way = filter.speedMps < 0 ? track.bearingDeg + 180 : track.bearingDeg
  observeHeading(filter, toRad(wrap180Deg(way - toDeg(filter.headingRad))), toRad(track.bearingSigmaDeg))
  return true
}

/**
 * A train at rest turns about no axis: what its gyroscopes tell is their error, and, if a fix or an axle shows that it stands,
 * what it feels along is its pitch.
 */
export const observeRest = (
  filter: TrainFilter,
  mean: InertialReading,
  { forS, isSeen }: { forS: number; isSeen: boolean },
): void => {
  const { covariance, terms, correction, means, offC } = filter
  const rates = [mean.rateX, mean.rateY, mean.rateZ] as const
  rates.forEach((rate, axis) => {
    const error = (means[at.gyroBiasX + axis] as number) + (means[at.gyroSlopeX + axis] as number) * offC
    terms
      .clear()
      .of(at.gyroBiasX + axis, 1)
      .of(at.gyroSlopeX + axis, offC)
    covariance.correct(terms, rate - error, REST_RATE_VARIANCE_S / forS, correction)
  })
  if (isSeen) {
    const along = GRAVITY_MPS2 * Math.sin(filter.pitchRad) + (means[at.forceBiasX] as number)
    terms.clear().of(at.pitch, GRAVITY_MPS2).of(at.forceBiasX, 1)
    covariance.correct(terms, mean.forceX - along, REST_FORCE_VARIANCE_S / forS, correction)
  }
  const across = -GRAVITY_MPS2 * Math.sin(filter.rollRad) + (means[at.forceBiasY] as number)
  terms.clear().of(at.roll, -GRAVITY_MPS2).of(at.forceBiasY, 1)
  covariance.correct(terms, mean.forceY - across, REST_FORCE_VARIANCE_S / forS, correction)
}

/** Of the mean of readings of a coach that people walk through. */
const REST_RATE_VARIANCE_S = toRad(0.02) ** 2
const REST_FORCE_VARIANCE_S = 0.02 ** 2
