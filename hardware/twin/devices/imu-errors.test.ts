import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { adxl345Errors, erringPart, type Felt, mpu6050Errors, type PartErrors } from './imu-errors.ts'

const atRest = { specificForceG: [0, 0, -1], angularRateDps: [0, 0, 0] } as const

/** Readings at 100 Hz of one axis at one temperature. */
const read = (errors: PartErrors, seconds: number, { dieC = 25, seed = 1 } = {}) => {
  const feel = erringPart(errors, seededRandom(seed))
  const felt: Felt = { accelerationG: [0, 0, 0], rateDps: [0, 0, 0], thermometerC: 0 }
  return Array.from({ length: seconds * 100 }, (_, index) => {
    feel(felt, atRest, { nowMs: 10 * index, dieC })
    return { g: felt.accelerationG[0], dps: felt.rateDps[0], thermometerC: felt.thermometerC }
  })
}
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length
const rms = (values: readonly number[]): number => Math.sqrt(mean(values.map((one) => one * one)))
const spread = (values: readonly number[]): number => rms(values.map((one) => one - mean(values)))
const secondMeans = (values: readonly number[]): number[] =>
  Array.from({ length: values.length / 100 }, (_, second) => mean(values.slice(100 * second, 100 * second + 100)))

test('a reading at 100 Hz has the noise of its density over 50 Hz, a mean of a second a tenth of it', (t) => {
  const seconds = 200
  for (const errors of [adxl345Errors, mpu6050Errors]) {
    const g = read(errors, seconds).map((one) => one.g)
    t.true(Math.abs(spread(g) / (400e-6 * Math.sqrt(50)) - 1) < 0.03)
    t.true(Math.abs(spread(secondMeans(g)) / (400e-6 * Math.sqrt(0.5)) - 1) < 0.15)
  }
  const dps = read(mpu6050Errors, seconds).map((one) => one.dps)
  t.true(Math.abs(spread(dps) / (0.005 * Math.sqrt(50)) - 1) < 0.05)
})

test('biases are 5 mg and 0.005 °/s rms over many parts', (t) => {
  const seeds = Array.from({ length: 150 }, (_, seed) => seed)
  const means = seeds.map((seed) => {
    const readings = read(mpu6050Errors, 10, { seed })
    return { g: mean(readings.map((one) => one.g)), dps: mean(readings.map((one) => one.dps)) }
  })
  t.true(Math.abs(rms(means.map((one) => one.g)) / 0.005 - 1) < 0.2)
  t.true(Math.abs(rms(means.map((one) => one.dps)) / 0.005 - 1) < 0.2)
})

test('twenty degrees move the rate by 0.4 °/s and the acceleration by 10 mg', (t) => {
  for (const seed of [1, 2, 3]) {
    const [cool, warm] = [25, 45].map((dieC) => read(mpu6050Errors, 60, { dieC, seed }))
    const moved = (of: 'g' | 'dps'): number =>
      Math.abs(mean((warm ?? []).map((one) => one[of])) - mean((cool ?? []).map((one) => one[of])))
    t.true(Math.abs(moved('dps') - 0.4) < 0.002)
    t.true(Math.abs(moved('g') - 0.01) < 0.0002)
  }
})

test('the thermometer of a part is off by a degree or so, always the same', (t) => {
  const offsets = Array.from({ length: 100 }, (_, seed) => {
    const [first, second] = read(mpu6050Errors, 1, { seed, dieC: 30 })
    t.is(first?.thermometerC, second?.thermometerC)
    return (first?.thermometerC ?? 0) - 30
  })
  t.true(rms(offsets) > 0.7 && rms(offsets) < 1.4)
})

test('a part without gyroscopes feels no rate', (t) => {
  t.true(read(adxl345Errors, 1).every(({ dps }) => dps === 0))
})
