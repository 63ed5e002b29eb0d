import test from 'ava'
import { distanceM } from '../../firmware/domain/geodesy.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { fakeWorld } from './world.ts'

test('the fake train stands still unless it has a speed, and then goes along its heading', async (t) => {
  const clock = new SimClock()
  const still = fakeWorld({ clock })
  const moving = fakeWorld({ clock, speedMps: 30, headingTrueDeg: 90 })
  const start = moving.train()
  await clock.runFor(10_000)
  t.is(still.train().latDeg, 51.112)
  t.true(Math.abs(distanceM(start, moving.train()) - 300) < 0.1)
  t.true(moving.train().lonDeg > start.lonDeg)
  t.is(moving.train().chainageM, 300)
})

test('whole functions of the fake world can be replaced', (t) => {
  const world = fakeWorld({ clock: new SimClock(), surroundings: () => ({ kind: 'tunnel', horizonDeg: () => 90 }) })
  t.is(world.surroundings().kind, 'tunnel')
})
