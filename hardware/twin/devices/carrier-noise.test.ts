import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { carrierNoise } from './carrier-noise.ts'

/** Figures told every `everyMs`: their spread, and how alike neighbours are. */
const told = async (everyMs: number) => {
  const clock = new SimClock()
  const noiseDb = carrierNoise(clock, seededRandom(3))
  const seen: number[] = []
  clock.every(everyMs, () => seen.push(noiseDb()))
  await clock.runFor(4_000 * everyMs)
  const square = seen.reduce((sum, db) => sum + db * db, 0) / seen.length
  const alike = seen.slice(1).reduce((sum, db, index) => sum + db * (seen[index] ?? 0), 0) / (seen.length - 1) / square
  return { sigmaDb: Math.sqrt(square), alike }
}

test('a figure is off by 0.3 dB however often it is told', async (t) => {
  for (const everyMs of [50, 1_000]) {
    const { sigmaDb } = await told(everyMs)
    t.true(sigmaDb > 0.27 && sigmaDb < 0.33, `${everyMs} ms: ${sigmaDb}`)
  }
})

test('figures told soon after one another err much alike, a second later hardly', async (t) => {
  t.true((await told(50)).alike > 0.4)
  t.true((await told(1_000)).alike < 0.15)
})
