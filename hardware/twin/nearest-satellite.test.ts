import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { fakeWorld } from '../../test/fakes/world.ts'
import { satelliteFinder } from './nearest-satellite.ts'

/** Satellite 1 stands in the east; 2 comes up behind it at 0.3°/s and passes it; 3 is far below the horizon. */
const setUp = () => {
  const clock = new SimClock()
  const asked: number[] = []
  const elevationDeg = (id: number): number => ({ 1: 60, 2: 40 + (0.3 * clock.nowMs()) / 1000 })[id] ?? -40
  const world = fakeWorld({
    clock,
    satellite: (id) => {
      asked.push(id)
      return { azimuthDeg: 90, elevationDeg: elevationDeg(id), rangeKm: 1400 }
    },
  })
  return { clock, asked, find: satelliteFinder(world, () => [1, 2, 3]) }
}

test('the nearest satellite is found where it is now', async (t) => {
  const { clock, find } = setUp()
  t.like(find({ azimuthDeg: 90, elevationDeg: 58 }), { noradId: 1 })
  await clock.runFor(1_000)
  t.like(find({ azimuthDeg: 90, elevationDeg: 41 }), { noradId: 2, direction: { elevationDeg: 40.3 } })
})

test('of two that pass each other the nearer one is found at every instant', async (t) => {
  const { clock, find } = setUp()
  for (let ms = 0; ms < 120_000; ms += 500) {
    await clock.runFor(500)
    const elevationDeg = 40 + (0.3 * clock.nowMs()) / 1000
    const wanted = Math.abs(elevationDeg - 62.05) < 2.05 ? 2 : 1
    t.is(find({ azimuthDeg: 90, elevationDeg: 62.05 })?.noradId, wanted, `${elevationDeg}`)
  }
})

test('orbits are computed a few times a second, not for every satellite at every look', async (t) => {
  const { clock, find, asked } = setUp()
  for (let count = 0; count < 400; count++) {
    find({ azimuthDeg: 90, elevationDeg: 59 })
    await clock.runFor(50)
  }
  t.true(asked.length < 450, `${asked.length}`)
})

test('an empty sky gives nothing', (t) => {
  const world = fakeWorld({ clock: new SimClock(), satellite: () => undefined })
  t.is(satelliteFinder(world, () => [1, 2])({ azimuthDeg: 0, elevationDeg: 90 }), undefined)
})
