import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeWorld } from '../../../test/fakes/world.ts'
import { networkAssignment } from './network-assignment.ts'

/** Ten hours of the network's choices, a second apart; satellites stand as high as their numbers. */
const choices = (satellites: readonly number[]): number[] => {
  const world = fakeWorld({
    clock: new SimClock(),
    satellite: (id) => ({ azimuthDeg: 0, elevationDeg: id, rangeKm: 1300 }),
  })
  const network = networkAssignment({ world, chance: seededRandom(2), satellitesInSky: () => satellites })
  return Array.from({ length: 36_000 }, (_, second) => network.step(second * 1_000))
}

test('satellites above 45° are assigned at times, lower ones never', (t) => {
  t.deepEqual([...new Set(choices([30, 44, 60, 80]))].sort(), [0, 60, 80])
})

test('an assignment lasts 40 to 90 s', (t) => {
  const lengths: number[] = []
  let length = 0
  for (const noradId of choices([60])) {
    if (noradId === 0 && length > 0) lengths.push(length)
    length = noradId === 0 ? 0 : length + 1
  }
  t.true(lengths.length > 20 && lengths.every((seconds) => seconds >= 40 && seconds <= 91), `${lengths}`)
})

test('an empty sky is never assigned', (t) => {
  t.deepEqual([...new Set(choices([]))], [0])
})
