import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { bandRms, welch } from './spectrum.ts'

const RATE_HZ = 100
const tone = (amplitude: number, hz: number, seconds = 60): number[] =>
  Array.from({ length: seconds * RATE_HZ }, (_, at) => amplitude * Math.sin((2 * Math.PI * hz * at) / RATE_HZ))

test('a tone’s power lies in its band, whatever mean it rides on', (t) => {
  const spectrum = welch()(
    tone(0.2, 12).map((value) => value - 1),
    RATE_HZ,
  )
  t.truthy(spectrum)
  if (!spectrum) return
  t.true(Math.abs(bandRms(spectrum, [10, 14]) - 0.2 / Math.SQRT2) < 0.002)
  t.true(bandRms(spectrum, [0, 10]) < 0.01 && bandRms(spectrum, [14, 50]) < 0.01)
})

test('white noise spreads evenly: the whole band holds its variance, half of it half of that', (t) => {
  const random = seededRandom(1)
  const spectrum = welch()(
    Array.from({ length: 60_000 }, () => 0.3 * random.normal()),
    RATE_HZ,
  )
  if (!spectrum) return t.fail()
  t.true(Math.abs(bandRms(spectrum, [0, 50]) - 0.3) < 0.005)
  t.true(Math.abs(bandRms(spectrum, [10, 35]) - 0.3 * Math.SQRT1_2) < 0.005)
  return undefined
})

test('what is too short for a window has no spectrum', (t) => {
  t.is(welch()(tone(1, 5, 2), RATE_HZ), undefined)
})

test('a tone above half the rate shows folded down: a slow sensor cannot tell', (t) => {
  const spectrum = welch()(tone(0.2, 88), RATE_HZ)
  if (!spectrum) return t.fail()
  t.true(bandRms(spectrum, [10, 14]) > 0.13)
  return undefined
})
