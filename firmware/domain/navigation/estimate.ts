import { toDeg, wrap360Deg } from '../../../hal/units.ts'
import { horizontalOf, surestOf } from './bounds.ts'
import { errorState as at } from './error-states.ts'
import { GRAVITY_MPS2 } from './inertial-step.ts'
import { swungBy, swungOn } from './swing.ts'
import type { TrainFilter } from './train-filter.ts'

/** Where the heading comes from; `line`: a first guess of a train that stands on a known line. */
export type HeadingSource = 'course' | 'stored' | 'antennas' | 'line'

/** What is known of the heading beside its value. */
export type HeadingStanding =
  | { kind: 'unknown' }
  /** It may be the other way round: nothing has shown yet which end of the coach leads. */
  | { kind: 'reversible'; source: 'line' | 'course' }
  | { kind: 'known'; source: 'course' | 'stored' | 'antennas' }

/** The train at one time, with one-sigma uncertainties. */
export interface TrainEstimate {
  latDeg: number
  lonDeg: number
  heightM: number
  horizontalSigmaM: number
  /** Holds the truth with 95 %, m. */
  horizontal95M: number
  verticalSigmaM: number
  /** Over ground, ≥ 0. */
  speedMps: number
  speedSigmaMps: number
  /** Along the body; absent while nobody knows which end leads. */
  forwardMps?: number
  /** Absent at rest and while the heading is unknown. */
  courseTrueDeg?: number
  attitude?: {
    headingTrueDeg: number
    turnRateDegPerS: number
    pitchRateDegPerS: number
    rollRateDegPerS: number
    pitchRateChangeDegPerS2: number
    rollRateChangeDegPerS2: number
    /** Of the roll: what navigation corrects its accelerometer's level by. */
    rollOfBiasDeg: number
    /** Of the motion part, °C; absent when it does not say. */
    sensorC?: number
    pitchDeg: number
    rollDeg: number
    headingSigmaDeg: number
    tiltSigmaDeg: number
    headingSource: HeadingSource
    isReversible: boolean
  }
}

/** What a coach sways about what was measured last. */
const SWAY_DEG = 0.05
const COURSE_FROM_MPS = 0.3
/** A coach sways to and fro: its tilt goes on for this long and no longer. */
const TILT_ON_S = 0.2

/** Carries the estimate on by some time without touching it. */
export const estimateOf = (filter: TrainFilter, standing: HeadingStanding, aheadS: number): TrainEstimate => {
  const { covariance } = filter
  const { sigmaM, p95M } = surestOf(horizontalOf(covariance), filter.fixSigmaM[0] as number)
  const middleRad = filter.headingRad + (filter.turnRadPerS * aheadS) / 2
  const speedMps = filter.speedMps + filter.accelerationMps2 * aheadS
  const wayM = ((filter.speedMps + speedMps) / 2) * aheadS
  const isMoving = Math.abs(speedMps) >= COURSE_FROM_MPS
  const tiltS = Math.min(TILT_ON_S, aheadS)
  const pitch = { ratePerS: filter.pitchRadPerS, changePerS2: filter.pitchRadPerS2 }
  const roll = { ratePerS: filter.rollRadPerS, changePerS2: filter.rollRadPerS2 }
  const [pitchThen, rollThen] = [swungOn(pitch, tiltS), swungOn(roll, tiltS)]
  const headingTrueDeg = wrap360Deg(toDeg(filter.headingRad + filter.turnRadPerS * aheadS))
  return {
    latDeg: filter.latDeg + toDeg((wayM * Math.cos(middleRad)) / filter.northRadiusM),
    lonDeg: filter.lonDeg + toDeg((wayM * Math.sin(middleRad)) / filter.eastRadiusM),
    heightM: filter.heightM + wayM * filter.pitchRad,
    horizontalSigmaM: sigmaM,
    horizontal95M: p95M,
    verticalSigmaM: covariance.sigma(at.up),
    speedMps: Math.abs(speedMps),
    speedSigmaMps: covariance.sigma(at.speed),
    ...(standing.kind === 'known' && { forwardMps: speedMps }),
    ...(standing.kind !== 'unknown' &&
      isMoving && { courseTrueDeg: speedMps < 0 ? wrap360Deg(headingTrueDeg + 180) : headingTrueDeg }),
    ...(standing.kind !== 'unknown' && {
      attitude: {
        headingTrueDeg,
        turnRateDegPerS: toDeg(filter.turnRadPerS),
        pitchRateDegPerS: toDeg(pitchThen.ratePerS),
        rollRateDegPerS: toDeg(rollThen.ratePerS),
        pitchRateChangeDegPerS2: toDeg(pitchThen.changePerS2),
        rollRateChangeDegPerS2: toDeg(rollThen.changePerS2),
        ...(filter.sensorC !== undefined && { sensorC: filter.sensorC }),
        rollOfBiasDeg: toDeg((filter.means[at.forceBiasY] as number) / GRAVITY_MPS2),
        pitchDeg: toDeg(filter.pitchRad + swungBy(pitch, tiltS)),
        rollDeg: toDeg(filter.rollRad + swungBy(roll, tiltS)),
        headingSigmaDeg: Math.min(180, Math.hypot(SWAY_DEG, toDeg(covariance.sigma(at.heading)))),
        tiltSigmaDeg: Math.hypot(SWAY_DEG, toDeg(Math.max(covariance.sigma(at.pitch), covariance.sigma(at.roll)))),
        headingSource: standing.source,
        isReversible: standing.kind === 'reversible',
      },
    }),
  }
}
