import { toRad } from '../../../hal/units.ts'
import { errorState as at } from './error-states.ts'
import { SPRINGS_PER_S2 } from './swing.ts'
import { applyCorrection, shift, type TrainFilter } from './train-filter.ts'

/** One reading of a motion part, body frame (x forward, y right, z down): specific force m/s², rates rad/s. */
export interface InertialReading {
  forceX: number
  forceY: number
  rateX: number
  rateY: number
  rateZ: number
}

/** How noisy the readings are: variance of one reading times the time that it stands for. */
export interface InertialNoise {
  /** (m/s²)² s */
  force: number
  /** (rad/s)² s */
  rateX: number
  rateY: number
  rateZ: number
}

export const GRAVITY_MPS2 = 9.80665
/** The receiver's position error lasts for minutes. */
const FIX_ERROR_LASTS_S = 120
// What cheap parts do within a run.
const GYRO_WANDER_RAD_PER_S = toRad(0.005)
const GYRO_WANDER_LASTS_S = 300
const FORCE_WANDER_MPS2 = 0.001 * GRAVITY_MPS2
const FORCE_WANDER_LASTS_S = 600
const FORCE_SLOPE_MPS2_PER_C = 0.0005 * GRAVITY_MPS2
/** Variance that a bias gains in `stepS`: (rad/s)² of a gyroscope, (m/s²)² of an accelerometer. */
export const WANDER = {
  gyro: (stepS: number): number => (2 * GYRO_WANDER_RAD_PER_S ** 2 * stepS) / GYRO_WANDER_LASTS_S,
  force: (stepS: number): number => (2 * FORCE_WANDER_MPS2 ** 2 * stepS) / FORCE_WANDER_LASTS_S,
} as const
/** Sideways and upwards a coach moves on its springs against its track: noise of the position, m²/s. */
const SPRINGS_M2_PER_S = 0.05 ** 2
const SCALE_NOISE_PER_S = 1e-5 ** 2
const TURN_SMOOTHING_S = 0.1
/** A few readings: less than the springs move in, and enough against their noise. */
const TILT_SMOOTHING_S = 0.03

/** Sines and cosines are those of small angles: a coach never tilts by more than some degrees. */
const sinSmall = (rad: number): number => rad * (1 - (rad * rad) / 6)
const cosSmall = (rad: number): number => 1 - (rad * rad) / 2

/**
 * How the tilt moves now, and how that changes: a coach swings once a second, and who aims must look ahead. A line through readings
 * that fade evenly (critically damped α-β filter) and springs that draw back: a rate that swings is not late.
 */
const followTilt = (
  filter: TrainFilter,
  { pitchRate, rollRate, stepS }: { pitchRate: number; rollRate: number; stepS: number },
): void => {
  const kept = Math.exp(-stepS / TILT_SMOOTHING_S)
  const share = 1 - kept * kept
  const changePerS = (1 - kept) ** 2 / stepS
  const pitchOff = pitchRate - filter.pitchRadPerS - filter.pitchRadPerS2 * stepS
  const rollOff = rollRate - filter.rollRadPerS - filter.rollRadPerS2 * stepS
  filter.pitchRadPerS = pitchRate - (1 - share) * pitchOff
  filter.rollRadPerS = rollRate - (1 - share) * rollOff
  filter.pitchRadPerS2 += changePerS * pitchOff - SPRINGS_PER_S2 * filter.pitchRadPerS * stepS
  filter.rollRadPerS2 += changePerS * rollOff - SPRINGS_PER_S2 * filter.rollRadPerS * stepS
}

/** What a step of the covariance needs of the readings since the one before. */
export class InertialStep {
  readonly #filter: TrainFilter
  #sinceS = 0
  #sideForce = 0
  #sideRate = 0
  #referenceC: number | undefined
  #notedC = 0

  constructor(filter: TrainFilter) {
    this.#filter = filter
  }

  /** Temperature of the part, from the one at which the biases are those of the filter. */
  setTemperature(temperatureC: number | undefined): void {
    if (temperatureC === undefined) return
    this.#referenceC ??= temperatureC
    this.#filter.offC = temperatureC - this.#referenceC
    this.#filter.sensorC = temperatureC
    const changedC = this.#filter.offC - this.#notedC
    if (Math.abs(changedC) < 0.5) return
    this.#notedC = this.#filter.offC
    const variance = (FORCE_SLOPE_MPS2_PER_C * changedC) ** 2
    this.#filter.covariance.grow(at.forceBiasX, variance)
    this.#filter.covariance.grow(at.forceBiasY, variance)
  }

  /** Moves the estimate on by one reading. */
  move(reading: InertialReading, stepS: number): void {
    const filter = this.#filter
    const { means, pitchRad, rollRad } = filter
    const rateX = reading.rateX - gyroError(filter, 0)
    const rateY = reading.rateY - gyroError(filter, 1)
    const rateZ = reading.rateZ - gyroError(filter, 2)
    const sinRoll = sinSmall(rollRad)
    const cosRoll = cosSmall(rollRad)
    const sinPitch = sinSmall(pitchRad)
    const cosPitch = cosSmall(pitchRad)
    const turn = (rateY * sinRoll + rateZ * cosRoll) / cosPitch
    const acceleration = reading.forceX - (means[at.forceBiasX] as number) - GRAVITY_MPS2 * sinPitch
    const wayM = (filter.speedMps + (acceleration * stepS) / 2) * stepS
    const headingRad = filter.headingRad + (turn * stepS) / 2
    shift(filter, wayM * cosPitch * Math.cos(headingRad), wayM * cosPitch * Math.sin(headingRad), wayM * sinPitch)
    filter.travelledM += wayM
    filter.speedMps += acceleration * stepS
    filter.headingRad += turn * stepS
    const pitchRate = rateY * cosRoll - rateZ * sinRoll
    const rollRate = rateX + sinPitch * turn
    filter.pitchRad += pitchRate * stepS
    filter.rollRad += rollRate * stepS
    if (stepS > 0) followTilt(filter, { pitchRate, rollRate, stepS })
    const share = Math.min(1, stepS / TURN_SMOOTHING_S)
    filter.accelerationMps2 += share * (acceleration - filter.accelerationMps2)
    filter.turnRadPerS += share * (turn - filter.turnRadPerS)
    this.#sinceS += stepS
    this.#sideForce += reading.forceY * stepS
    this.#sideRate += rateZ * stepS
  }

  /** Seconds of readings that the covariance has not followed yet. */
  pendingS(): number {
    return this.#sinceS
  }

  /** Lets the covariance follow, and takes the tilt from the sideways force of the step. */
  follow(noise: InertialNoise): void {
    const stepS = this.#sinceS
    if (stepS === 0) return
    const filter = this.#filter
    this.#transition(stepS)
    const { covariance } = filter
    covariance.grow(at.north, SPRINGS_M2_PER_S * stepS)
    covariance.grow(at.east, SPRINGS_M2_PER_S * stepS)
    covariance.grow(at.up, SPRINGS_M2_PER_S * stepS)
    covariance.grow(at.speed, noise.force * stepS)
    covariance.grow(at.roll, noise.rateX * stepS)
    covariance.grow(at.pitch, noise.rateY * stepS)
    covariance.grow(at.heading, noise.rateZ * stepS)
    wander(filter, stepS)
    this.#levelBySideForce(stepS)
    applyCorrection(filter)
    this.#sinceS = 0
    this.#sideForce = 0
    this.#sideRate = 0
  }

  /** Drops the readings that the covariance has not followed, as when they were bad. */
  forget(): void {
    this.#sinceS = 0
    this.#sideForce = 0
    this.#sideRate = 0
  }

  #transition(stepS: number): void {
    const { terms, covariance, speedMps, headingRad, pitchRad, rollRad } = this.#filter
    const rate = this.#sideRate / stepS
    const cos = Math.cos(headingRad)
    const sin = Math.sin(headingRad)
    alongTerms(this.#filter, stepS, cos, sin)
    terms.add(at.up, at.speed, pitchRad * stepS).add(at.up, at.pitch, speedMps * stepS)
    terms.add(at.speed, at.pitch, -GRAVITY_MPS2 * stepS).add(at.speed, at.forceBiasX, -stepS)
    this.#gyroTerms(at.heading, 2, -stepS)
    this.#gyroTerms(at.heading, 1, -rollRad * stepS)
    terms.add(at.heading, at.roll, -rate * rollRad * stepS)
    this.#gyroTerms(at.pitch, 1, -stepS)
    this.#gyroTerms(at.pitch, 2, rollRad * stepS)
    terms.add(at.pitch, at.roll, -rate * stepS)
    this.#gyroTerms(at.roll, 0, -stepS)
    this.#gyroTerms(at.roll, 2, -pitchRad * stepS)
    terms.add(at.roll, at.pitch, rate * stepS)
    covariance.propagate(terms)
  }

  #gyroTerms(row: number, axis: 0 | 1 | 2, value: number): void {
    this.#filter.terms.add(row, at.gyroBiasX + axis, value).add(row, at.gyroSlopeX + axis, value * this.#filter.offC)
  }

  /** Sideways a coach feels its turn and its tilt, and nothing else that lasts. */
  #levelBySideForce(stepS: number): void {
    const filter = this.#filter
    const { covariance, terms, means, rollRad, speedMps } = filter
    const rate = this.#sideRate / stepS
    const expected = rate * speedMps - GRAVITY_MPS2 * sinSmall(rollRad) + (means[at.forceBiasY] as number)
    terms.clear().of(at.roll, -GRAVITY_MPS2).of(at.forceBiasY, 1)
    terms.of(at.gyroBiasZ, -speedMps).of(at.gyroSlopeZ, -speedMps * filter.offC)
    // sway that goes with the turn would pull the speed one way: it is left out, and what it does not know is noise
    const variance = SIDE_FORCE_VARIANCE_S / stepS + rate * rate * covariance.at(at.speed, at.speed)
    covariance.correct(terms, this.#sideForce / stepS - expected, variance, filter.correction)
  }
}

/** A gyroscope's error at the present temperature, rad/s. */
export const gyroError = ({ means, offC }: TrainFilter, axis: 0 | 1 | 2): number =>
  (means[at.gyroBiasX + axis] as number) + (means[at.gyroSlopeX + axis] as number) * offC

/** Vibration of 0.1 m/s² over thirty hertz, and sway, which has no mean, (m/s²)² s. */
const SIDE_FORCE_VARIANCE_S = 0.1 ** 2 * 0.03

/** Begins the terms of a transition: how an error of speed or heading moves the position. */
export const alongTerms = (filter: TrainFilter, stepS: number, cos: number, sin: number): void => {
  const { terms, speedMps } = filter
  terms
    .clear()
    .add(at.north, at.speed, cos * stepS)
    .add(at.north, at.heading, -speedMps * sin * stepS)
  terms.add(at.east, at.speed, sin * stepS).add(at.east, at.heading, speedMps * cos * stepS)
}

/** What drifts whether or not the train moves. */
export const wander = (filter: TrainFilter, stepS: number): void => {
  const { covariance } = filter
  const gyro = WANDER.gyro(stepS)
  const force = WANDER.force(stepS)
  for (let axis = 0; axis < 3; axis++) covariance.grow(at.gyroBiasX + axis, gyro)
  covariance.grow(at.forceBiasX, force)
  covariance.grow(at.forceBiasY, force)
  covariance.grow(at.odometerScale, SCALE_NOISE_PER_S * stepS)
  wanderFixError(filter, stepS)
}

/** The receiver's error fades towards zero, and new error comes. */
const wanderFixError = ({ covariance, means, fixSigmaM }: TrainFilter, stepS: number): void => {
  const kept = Math.exp(-stepS / FIX_ERROR_LASTS_S)
  const added = 1 - kept * kept
  for (let axis = 0; axis < 3; axis++) {
    const index = at.fixNorth + axis
    means[index] = (means[index] as number) * kept
    covariance.scale(index, kept)
    covariance.grow(index, (fixSigmaM[axis] as number) ** 2 * added)
  }
}
