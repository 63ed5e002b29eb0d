import type { Random } from '../../../hal/random.ts'
import type { MotionTruth } from '../truth.ts'

/** What one part measures, in its own axes, before its registers round and clip it. */
export interface Felt {
  accelerationG: [x: number, y: number, z: number]
  rateDps: [x: number, y: number, z: number]
  /** What its own thermometer says. */
  thermometerC: number
}

/** How a part errs. The densities are one-sided; what they come to in one reading depends on the bandwidth that the readings hold. */
export interface PartErrors {
  accelerationDensityG: number
  accelerationBiasG: number
  accelerationPerC: number
  rateDensityDps: number
  rateBiasDps: number
  ratePerC: number
}

// Fixed by the project, not tuned: cheap MEMS parts read at 100 Hz. 400 µg/√Hz, 5 mg residual bias, 0.5 mg/°C;
// 0.005 °/s/√Hz, 0.005 °/s in a run, 0.02 °/s/°C.
const acceleration = { accelerationDensityG: 400e-6, accelerationBiasG: 0.005, accelerationPerC: 0.0005 } as const

/** It has no gyroscopes. */
export const adxl345Errors: PartErrors = { ...acceleration, rateDensityDps: 0, rateBiasDps: 0, ratePerC: 0 }
export const mpu6050Errors: PartErrors = { ...acceleration, rateDensityDps: 0.005, rateBiasDps: 0.005, ratePerC: 0.02 }

/**
 * A one-sided density n gives readings of sigma n·√B. At 100 Hz readings hold B = 50 Hz, and then white noise of that sigma has the
 * density n again: 2.8 mg and 0.035 °/s a reading. The part's filter sets B, not whoever reads: at lower rates a reading is as noisy.
 */
const BANDWIDTH_HZ = 50

/** Biases are those of a residual calibration at this temperature. */
const CALIBRATED_AT_C = 25
/** The gyroscope's bias wanders about zero with this period, by the in-run figure rms. */
const BIAS_PERIOD_MS = 600_000

/** MPU-6000/6050 product specification 6.5 gives the thermometer no tolerance and 1 °C of linearity; chosen. */
const THERMOMETER_SIGMA_C = 1

const threeNormals = (random: Random): [number, number, number] => [random.normal(), random.normal(), random.normal()]

const threeSigns = (random: Random): [number, number, number] => [
  random.next() < 0.5 ? -1 : 1,
  random.next() < 0.5 ? -1 : 1,
  random.next() < 0.5 ? -1 : 1,
]

/** Writes what the part feels at `nowMs` with its die at `dieC` into `felt`; called once a reading. */
export type FeelMotion = (felt: Felt, truth: MotionTruth, at: { nowMs: number; dieC: number }) => void

/** A part with its own biases and the signs of their temperature drift, fixed by the seed, and its noise. */
export const erringPart = (errors: PartErrors, random: Random): FeelMotion => {
  const biasG = threeNormals(random).map((one) => one * errors.accelerationBiasG)
  const phases = threeNormals(random)
  const driftG = threeSigns(random).map((sign) => sign * errors.accelerationPerC)
  const driftDps = threeSigns(random).map((sign) => sign * errors.ratePerC)
  const thermometerOffsetC = THERMOMETER_SIGMA_C * random.normal()
  const noiseG = errors.accelerationDensityG * Math.sqrt(BANDWIDTH_HZ)
  const noiseDps = errors.rateDensityDps * Math.sqrt(BANDWIDTH_HZ)
  const wanderDps = errors.rateBiasDps * Math.SQRT2
  return (felt, truth, { nowMs, dieC }) => {
    const warmerC = dieC - CALIBRATED_AT_C
    for (let axis = 0; axis < 3; axis++) {
      const meanG = (truth.specificForceG[axis] ?? 0) + (biasG[axis] ?? 0) + (driftG[axis] ?? 0) * warmerC
      felt.accelerationG[axis] = meanG + noiseG * random.normal()
      if (noiseDps === 0) continue
      const wander = wanderDps * Math.sin((2 * Math.PI * nowMs) / BIAS_PERIOD_MS + 6 * (phases[axis] ?? 0))
      const meanDps = (truth.angularRateDps[axis] ?? 0) + wander + (driftDps[axis] ?? 0) * warmerC
      felt.rateDps[axis] = meanDps + noiseDps * random.normal()
    }
    felt.thermometerC = dieC + thermometerOffsetC
  }
}
