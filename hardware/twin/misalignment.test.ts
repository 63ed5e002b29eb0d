import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { misalignmentOf } from './misalignment.ts'

test('terminals sit off their drawing by half a degree of yaw and a third of tilt, never by more than two sigma', (t) => {
  const all = Array.from({ length: 400 }, (_, seed) => misalignmentOf(seededRandom(seed)))
  const rms = (of: (one: (typeof all)[number]) => number): number =>
    Math.sqrt(all.reduce((sum, one) => sum + of(one) ** 2, 0) / all.length)
  t.true(Math.abs(rms((one) => one.yawDeg) - 0.48) < 0.05)
  t.true(Math.abs(rms((one) => one.rollDeg) - 0.29) < 0.04)
  t.true(all.every(({ yawDeg, pitchDeg }) => Math.abs(yawDeg) <= 1 && Math.abs(pitchDeg) <= 0.6))
})

test('the same seed sits the same', (t) => {
  t.deepEqual(misalignmentOf(seededRandom(5)), misalignmentOf(seededRandom(5)))
})
