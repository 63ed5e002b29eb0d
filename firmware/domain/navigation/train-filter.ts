import { toDeg, toRad } from '../../../hal/units.ts'
import { radiiM } from '../geodesy.ts'
import { Covariance, SparseTerms } from './covariance.ts'
import { errorState as at, ERROR_STATES } from './error-states.ts'

/**
 * The estimate of an error-state Kalman filter of a train: a body on rails that moves along its own axis and neither
 * slides nor hops, so that its velocity is a speed and an attitude. Written in place by the functions of this folder:
 * readings of a motion part move it on (`inertial-step.ts`), observations correct it (`observations.ts`).
 */
export interface TrainFilter {
  latDeg: number
  lonDeg: number
  heightM: number
  /** Along the body: negative when the coach runs backwards. */
  speedMps: number
  /** Clockwise from true north; not wrapped. */
  headingRad: number
  /** Nose up. */
  pitchRad: number
  /** Right side down. */
  rollRad: number
  /** Means of the other error states, by their place. */
  readonly means: Float64Array
  readonly covariance: Covariance
  /** Way along the body since the start, m; it falls when the coach runs backwards. */
  travelledM: number
  /** Along the body, m/s², and of the heading, rad/s: measured lately, or estimated from fixes. */
  accelerationMps2: number
  turnRadPerS: number
  /** How pitch and roll changed with the last readings; 0 without a motion part. */
  pitchRadPerS: number
  rollRadPerS: number
  /** How these change, rad/s². */
  pitchRadPerS2: number
  rollRadPerS2: number
  /** What corrections add up to before they are applied. */
  readonly correction: Float64Array
  readonly terms: SparseTerms
  /** For two observations of one fix, north and east. */
  readonly termsAcross: readonly [SparseTerms, SparseTerms]
  /** What the receiver says of its error, one sigma of north, east and up, m. */
  readonly fixSigmaM: Float64Array
  /** The motion part's temperature, from the one at which its biases are those of the filter. */
  offC: number
  /** That temperature itself; absent while the part does not say. */
  sensorC?: number
  /** Metres to a radian of latitude and of longitude where the train is. */
  northRadiusM: number
  eastRadiusM: number
}

/** Before anything is known: zero-rate output after a factory's calibration, grade, cant at a platform. */
export const FIRST = {
  speedMps: 30,
  headingRad: Math.PI,
  pitchRad: toRad(0.4),
  rollRad: toRad(2),
  gyroBiasRadPerS: toRad(0.6),
  gyroSlopeRadPerSPerC: toRad(0.02),
  forceBiasMps2: 0.01 * 9.80665,
  odometerScale: 0.02,
  fixAgeS: 0.03,
} as const

/** A filter that knows nothing yet. */
export const newTrainFilter = (): TrainFilter => {
  const filter: TrainFilter = {
    latDeg: 0,
    lonDeg: 0,
    heightM: 0,
    speedMps: 0,
    headingRad: 0,
    pitchRad: 0,
    rollRad: 0,
    means: new Float64Array(ERROR_STATES),
    covariance: new Covariance(),
    travelledM: 0,
    accelerationMps2: 0,
    turnRadPerS: 0,
    pitchRadPerS: 0,
    rollRadPerS: 0,
    pitchRadPerS2: 0,
    rollRadPerS2: 0,
    correction: new Float64Array(ERROR_STATES),
    terms: new SparseTerms(),
    termsAcross: [new SparseTerms(), new SparseTerms()],
    fixSigmaM: new Float64Array(3),
    offC: 0,
    northRadiusM: 1,
    eastRadiusM: 1,
  }
  const { covariance } = filter
  covariance.isolate(at.speed, FIRST.speedMps)
  covariance.isolate(at.heading, FIRST.headingRad)
  covariance.isolate(at.pitch, FIRST.pitchRad)
  covariance.isolate(at.roll, FIRST.rollRad)
  for (const axis of [0, 1, 2]) {
    covariance.isolate(at.gyroBiasX + axis, FIRST.gyroBiasRadPerS)
    covariance.isolate(at.gyroSlopeX + axis, FIRST.gyroSlopeRadPerSPerC)
  }
  covariance.isolate(at.forceBiasX, FIRST.forceBiasMps2)
  covariance.isolate(at.forceBiasY, FIRST.forceBiasMps2)
  covariance.isolate(at.odometerScale, FIRST.odometerScale)
  covariance.isolate(at.fixAge, FIRST.fixAgeS)
  return filter
}

/** Whether every state and its covariance is a number: once one is not, no correction makes it one again. */
export const isSound = ({
  latDeg,
  lonDeg,
  heightM,
  speedMps,
  headingRad,
  pitchRad,
  rollRad,
  accelerationMps2,
  turnRadPerS,
  means,
  covariance,
}: TrainFilter): boolean =>
  Number.isFinite(latDeg + lonDeg + heightM + speedMps + headingRad + pitchRad + rollRad) &&
  Number.isFinite(accelerationMps2 + turnRadPerS) &&
  means.every(Number.isFinite) &&
  covariance.isFinite()

/** Puts the train somewhere, with one sigma of each of north, east and up, metres. */
export const place = (
  filter: TrainFilter,
  to: { latDeg: number; lonDeg: number; heightM: number },
  sigmaM: number,
): void => {
  filter.latDeg = to.latDeg
  filter.lonDeg = to.lonDeg
  filter.heightM = to.heightM
  measureEarth(filter)
  for (const index of [at.north, at.east, at.up]) filter.covariance.isolate(index, sigmaM)
}

/** The speed along the body is known from elsewhere, with one sigma. */
export const setSpeed = (filter: TrainFilter, speedMps: number, sigmaMps: number): void => {
  filter.speedMps = speedMps
  filter.covariance.isolate(at.speed, sigmaMps)
}

/** What was learnt of the receiver's present error is worth nothing any more. */
export const distrustFixError = ({ covariance, fixSigmaM }: TrainFilter): void => {
  for (let axis = 0; axis < 3; axis++) covariance.isolate(at.fixNorth + axis, fixSigmaM[axis] as number)
}

/** The earth's radii where the train is: changes slowly, so it is called with each fix. */
export const measureEarth = (filter: TrainFilter): void => {
  const { meridian, primeVertical } = radiiM(filter.latDeg)
  filter.northRadiusM = meridian
  filter.eastRadiusM = primeVertical * Math.cos(toRad(filter.latDeg))
}

/** Moves the train by metres north, east and up. */
export const shift = (filter: TrainFilter, northM: number, eastM: number, upM: number): void => {
  filter.latDeg += toDeg(northM / filter.northRadiusM)
  filter.lonDeg += toDeg(eastM / filter.eastRadiusM)
  filter.heightM += upM
}

/** Takes what the observations since the last call corrected into the estimate. */
export const applyCorrection = (filter: TrainFilter): void => {
  const { correction, means } = filter
  shift(filter, correction[at.north] as number, correction[at.east] as number, correction[at.up] as number)
  filter.speedMps += correction[at.speed] as number
  filter.headingRad += correction[at.heading] as number
  filter.pitchRad += correction[at.pitch] as number
  filter.rollRad += correction[at.roll] as number
  filter.turnRadPerS += correction[at.turn] as number
  filter.accelerationMps2 += correction[at.acceleration] as number
  for (let index: number = at.gyroBiasX; index < at.turn; index++)
    means[index] = (means[index] as number) + (correction[index] as number)
  correction.fill(0)
}

/** How the tilt moved is not carried on where no reading says so. */
export const stopTilting = (filter: TrainFilter): void => {
  filter.pitchRadPerS = 0
  filter.rollRadPerS = 0
  filter.pitchRadPerS2 = 0
  filter.rollRadPerS2 = 0
}
