import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { loosened } from './imu-mount.ts'

const still = { specificForceG: [0, 0, -1], angularRateDps: [0, 0, 0] } as const
const feel = (looseMs: number, speedMps: number, random = seededRandom(1)) =>
  loosened(still, { looseMs, speedMps, random }).specificForceG

test('a loose board at rest only sags, by 6° in the end', (t) => {
  t.deepEqual(feel(0, 0), [0, 0, -1])
  const [, y, z] = feel(600_000, 0)
  t.true(Math.abs((Math.atan2(y, -z) * 180) / Math.PI - 6) < 1e-9)
})

test('it rattles with the speed, in knocks far beyond its chatter', (t) => {
  const random = seededRandom(1)
  const downwards = Array.from({ length: 2_000 }, () => Math.abs(feel(0, 30, random)[2] + 1)).sort((a, b) => a - b)
  t.true((downwards[1_000] ?? 0) < 0.05 && (downwards.at(-1) ?? 0) > 0.25)
})
