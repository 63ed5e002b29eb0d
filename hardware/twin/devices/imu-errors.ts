import type { Random } from '../../../hal/random.ts'
import type { MotionTruth } from '../truth.ts'

/** What one part measures, in its own axes, before its registers round and clip it. */
export interface Felt {
  accelerationG: [x: number, y: number, z: number]
  rateDps: [x: number, y: number, z: number]
}

/** How a part errs. Densities are one-sided; the bandwidth is the part's own filter, which no sampling rate changes. */
export interface PartErrors {
  accelerationDensityG: number
  accelerationBiasG: number
  accelerationBandwidthHz: number
  rateDensityDps: number
  rateBiasDps: number
  rateBandwidthHz: number
}

// chosen for this project: cheap MEMS parts, 400 µg/√Hz and 5 mg, 0.005 °/s/√Hz and 0.005 °/s in a run.
const sensor = {
  accelerationDensityG: 400e-6,
  accelerationBiasG: 0.005,
  rateDensityDps: 0.005,
  rateBiasDps: 0.005,
} as const

/** ADXL345 data sheet, table 7: 100 Hz output, which is the power-up rate, passes 50 Hz. It has no gyroscopes. */
export const adxl345Errors: PartErrors = { ...sensor, accelerationBandwidthHz: 50, rateBandwidthHz: 0 }

/** MPU-6000 register map, register 26: the filter that is set at power-up passes 260 Hz and 256 Hz. */
export const mpu6050Errors: PartErrors = { ...sensor, accelerationBandwidthHz: 260, rateBandwidthHz: 256 }

/** The gyroscope's bias wanders about its turn-on value with this period. */
const BIAS_PERIOD_MS = 600_000

const threeNormals = (random: Random): [number, number, number] => [random.normal(), random.normal(), random.normal()]

/** Writes what the part feels at `nowMs` into `felt`; called once a reading. */
export type FeelMotion = (felt: Felt, truth: MotionTruth, nowMs: number) => void

/** A part with its own biases, fixed by the seed, and its noise. */
export const erringPart = (errors: PartErrors, random: Random): FeelMotion => {
  const biasG = threeNormals(random).map((one) => one * errors.accelerationBiasG)
  const phases = threeNormals(random)
  const noiseG = errors.accelerationDensityG * Math.sqrt(errors.accelerationBandwidthHz)
  const noiseDps = errors.rateDensityDps * Math.sqrt(errors.rateBandwidthHz)
  const wanderDps = errors.rateBiasDps * Math.SQRT2
  return (felt, truth, nowMs) => {
    for (let axis = 0; axis < 3; axis++) {
      felt.accelerationG[axis] = (truth.specificForceG[axis] ?? 0) + (biasG[axis] ?? 0) + noiseG * random.normal()
      if (noiseDps === 0) continue
      const biasDps = wanderDps * Math.sin((2 * Math.PI * nowMs) / BIAS_PERIOD_MS + 6 * (phases[axis] ?? 0))
      felt.rateDps[axis] = (truth.angularRateDps[axis] ?? 0) + biasDps + noiseDps * random.normal()
    }
  }
}

const STANDARD_GRAVITY = 9.80665

/** The carbody's vertical vibration, rms, at the speed below. */
const CARBODY_RMS_G = 0.2 / STANDARD_GRAVITY
const CARBODY_SPEED_MPS = 25
/** Longitudinal, lateral and vertical share: a carbody shakes most on its vertical springs. */
const CARBODY_SHARE = [0.3, 0.6, 1] as const
const CARBODY_RATE_RMS_DPS = 0.15

/** Adds what the rails and springs do to the rigid motion: none at rest, in proportion to the speed. */
export const shake = (truth: MotionTruth, speedMps: number, random: Random): MotionTruth => {
  if (speedMps < 0.1) return truth
  const share = Math.min(1.5, speedMps / CARBODY_SPEED_MPS)
  const [forceX, forceY, forceZ] = truth.specificForceG
  const [rateX, rateY, rateZ] = truth.angularRateDps
  const rmsG = CARBODY_RMS_G * share
  const rmsDps = CARBODY_RATE_RMS_DPS * share
  return {
    specificForceG: [
      forceX + CARBODY_SHARE[0] * rmsG * random.normal(),
      forceY + CARBODY_SHARE[1] * rmsG * random.normal(),
      forceZ + CARBODY_SHARE[2] * rmsG * random.normal(),
    ],
    angularRateDps: [
      rateX + rmsDps * random.normal(),
      rateY + rmsDps * random.normal(),
      rateZ + 0.3 * rmsDps * random.normal(),
    ],
  }
}
