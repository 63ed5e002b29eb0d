import test from 'ava'
import { distanceM } from '../../../firmware/domain/geodesy.ts'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeWorld } from '../../../test/fakes/world.ts'
import { arrayLocation } from './array-location.ts'

const setUp = (fault?: { name: string; atMs: number }) => {
  const clock = new SimClock()
  const sky = { horizonDeg: 0 }
  const world = fakeWorld({ clock, surroundings: () => ({ kind: 'open', horizonDeg: () => sky.horizonDeg }) })
  const faultAgeMs = (name: string): number | undefined =>
    fault?.name === name && clock.nowMs() >= fault.atMs ? clock.nowMs() - fault.atMs : undefined
  const locate = arrayLocation({ world, clock, random: seededRandom(5), faultAgeMs })
  const errorM = (): number | undefined => {
    const found = locate()
    return found && distanceM(found, world.train())
  }
  return { clock, sky, locate, errorM }
}

test('its error is about 6.5 m rms, over hours', async (t) => {
  const { clock, errorM } = setUp()
  let squares = 0
  for (let minute = 0; minute < 2_000; minute++) {
    await clock.runFor(60_000)
    squares += (errorM() ?? Number.NaN) ** 2
  }
  const rmsM = Math.sqrt(squares / 2_000)
  t.true(rmsM > 5.8 && rmsM < 7.2, `${rmsM}`)
})

test('without sky it has no fix, and 8 s after it comes back it has one', async (t) => {
  const { clock, sky, locate } = setUp()
  t.truthy(locate())
  sky.horizonDeg = 90
  t.is(locate(), undefined)
  sky.horizonDeg = 0
  await clock.runFor(7_000)
  t.is(locate(), undefined)
  await clock.runFor(1_000)
  t.truthy(locate())
})

test('a jammer takes its fix, a spoofer leads it off', async (t) => {
  const near = setUp({ name: 'gnss-jammed', atMs: 0 })
  await near.clock.runFor(60_000)
  t.is(near.locate(), undefined)
  const led = setUp({ name: 'gnss-spoofed', atMs: 0 })
  await led.clock.runFor(300_000)
  t.true((led.errorM() ?? 0) > 500)
})
