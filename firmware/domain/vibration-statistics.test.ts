import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { testWithShared } from '../../test/shared-data.ts'
import { class1bLimitMps2 } from './en61373.ts'
import { bandRms, welch } from './spectrum.ts'
import { axisStatistics } from './vibration-statistics.ts'

const tone = Array.from({ length: 1_000 }, (_, at) => -1 + 0.1 * Math.sin((2 * Math.PI * at) / 20))

test('a tone on gravity: its rms, its peak, crest √2, kurtosis 1.5', (t) => {
  const { meanG, rmsG, peakG, crest, kurtosis } = axisStatistics(tone)
  t.true(Math.abs(meanG + 1) < 1e-9)
  t.true(Math.abs(rmsG - 0.1 / Math.SQRT2) < 1e-4 && Math.abs(peakG - 0.1) < 1e-3)
  t.true(Math.abs(crest - Math.SQRT2) < 0.01 && Math.abs(kurtosis - 1.5) < 0.01)
})

test('noise has a kurtosis of 3, and shocks raise it', (t) => {
  const random = seededRandom(2)
  const noise = Array.from({ length: 20_000 }, () => 0.05 * random.normal())
  t.true(Math.abs(axisStatistics(noise).kurtosis - 3) < 0.15)
  t.true(axisStatistics(noise.map((value, at) => (at % 1_000 === 0 ? 1 : value))).kurtosis > 10)
})

test('a signal that does not move, and none, are zeros', (t) => {
  const still = { rmsG: 0, peakG: 0, crest: 0, kurtosis: 0 }
  t.deepEqual(axisStatistics([1, 1, 1]), { meanG: 1, ...still })
  t.deepEqual(axisStatistics([]), { meanG: 0, ...still })
})

/** Gyroscope and accelerometer, three words each, little-endian; 16384 counts a g. */
const accelerationsG = (file: string): number[][] =>
  readFileSync(file, 'latin1')
    .split('\n')
    .flatMap((row) => {
      const [, kind, hex = ''] = row.trim().split(',')
      if (kind !== 'I' || hex.length !== 24) return []
      const bytes = Buffer.from(hex, 'hex')
      return [[6, 8, 10].map((at) => bytes.readInt16LE(at) / 16_384)]
    })

testWithShared('recordings of trains: gravity is one g, and what shakes lies below it', 'train-imu', (t, folder) => {
  for (const name of readdirSync(folder)) {
    const samples = accelerationsG(join(folder, name))
    t.true(samples.length > 500, name)
    const axes = [0, 1, 2].map((axis) => samples.map((sample) => sample[axis] ?? 0))
    const statistics = axes.map(axisStatistics)
    t.true(Math.abs(Math.hypot(...statistics.map(({ meanG }) => meanG)) - 1) < 0.1, name)
    for (const [axis, { rmsG, crest, kurtosis }] of statistics.entries()) {
      t.true(rmsG > 0.001 && rmsG < 0.5 && crest > 1 && kurtosis > 1, `${name} axis ${axis}`)
      const spectrum = welch()(axes[axis] ?? [], 1_666)
      // Windows and a mean of their own leave the slowest out.
      t.true(spectrum !== undefined && bandRms(spectrum, [0, 833]) < 1.6 * rmsG, `${name} axis ${axis}`)
    }
  }
})

const RECORDED_HZ = 1_666
const EVERY = 16

testWithShared(
  'recordings of trains: read every sixteenth time without a filter, each axis shows more than there is, never less',
  'train-imu',
  (t, folder) => {
    const seenHz = [5, RECORDED_HZ / EVERY / 2] as const
    for (const name of readdirSync(folder)) {
      const samples = accelerationsG(join(folder, name))
      for (const axis of [0, 1, 2]) {
        const all = samples.map((sample) => sample[axis] ?? 0)
        const sixteenth = all.filter((_, at) => at % EVERY === 0)
        const whole = welch(512)(all, RECORDED_HZ)
        const folded = welch(64)(sixteenth, RECORDED_HZ / EVERY)
        if (!whole || !folded) return t.fail(name)
        const ratio = bandRms(folded, seenHz) / bandRms(whole, seenHz)
        t.true(ratio > 1 && ratio < 12, `${name} axis ${axis}: ${ratio}`)
        // In a passenger's hands they lie far within what the standard has for a coach.
        const limitMps2 = class1bLimitMps2('transverse', [5, 150])
        t.true(9.80665 * bandRms(whole, [5, 150]) < limitMps2 / 3, `${name} axis ${axis}`)
      }
    }
    return undefined
  },
)
