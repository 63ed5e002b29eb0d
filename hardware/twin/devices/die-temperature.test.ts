import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeWorld } from '../../../test/fakes/world.ts'
import { dieTemperature } from './die-temperature.ts'

const HOUR_MS = 3_600_000

const setUp = (seed: number) => {
  const clock = new SimClock()
  return dieTemperature(
    {
      name: 'imu',
      world: fakeWorld({ clock, startUtcMs: Date.UTC(2026, 4, 31, 1) }),
      clock,
      random: seededRandom(seed),
      faultAgeMs: () => undefined,
      rates: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
    },
    seededRandom(seed),
  )
}

test('a board that was cold warms by 8 to 20 °C within an hour and a half', (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const dieC = setUp(seed)
    const riseC = -dieC(0) + dieC(1.5 * HOUR_MS)
    t.true(riseC > 8 && riseC < 22, `${riseC}`)
  }
})

test('it is warmest in the afternoon, soon after the coach about it', (t) => {
  const dieC = setUp(3)
  const byHour = Array.from({ length: 24 }, (_, hour) => {
    for (let minute = 0; minute < 60; minute++) dieC(hour * HOUR_MS + minute * 60_000)
    return dieC((hour + 1) * HOUR_MS)
  })
  const warmest = byHour.indexOf(Math.max(...byHour.slice(3)))
  // 15 o'clock at 65° of longitude is 10:20 UTC; the ride began at 01:00 UTC.
  t.true(warmest === 8 || warmest === 9, `${warmest}`)
})

test('how often it is asked changes nothing to speak of', (t) => {
  const [seldom, often] = [setUp(3), setUp(3)]
  for (let second = 0; second < 2 * 3600; second++) {
    const now = often(second * 1000)
    if (second % 20 === 0) t.true(Math.abs(now - seldom(second * 1000)) < 0.01)
  }
})
