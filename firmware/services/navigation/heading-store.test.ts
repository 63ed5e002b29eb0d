import test from 'ava'
import type { GnssFix } from '../../../drivers/gnss/gnss.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import { utcMs } from '../../../hal/units.ts'
import { fakeReceiver, listen } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { move } from '../../domain/geodesy.ts'
import { Fusion } from '../../domain/navigation/fusion.ts'
import { startNavigation } from '../navigation.ts'
import { headingStore } from './heading-store.ts'
import { TimeFloor } from './time-floor.ts'

const START_UTC_MS = Date.UTC(2026, 4, 31, 15)
const start = { latDeg: 51.1, lonDeg: 71.5, heightM: 350 }

/** Navigation from cold, with what storage holds, after `utcS` of the day's ride. */
const boot = async (storage: Storage, utcS = 0) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const receiver = fakeReceiver()
  const service = startNavigation({
    clock,
    bus,
    receivers: { gnss: receiver },
    storage,
    floor: new TimeFloor({ buildUtcMs: START_UTC_MS, storage }),
  })
  const heard = { navigation: listen(bus, 'navigation'), events: listen(bus, 'navigation.event') }
  await clock.runFor(0)
  const hear = async (place: typeof start, more: Partial<GnssFix>): Promise<void> => {
    const now = clock.nowMs()
    receiver.say({
      kind: 'fix',
      atMs: now,
      utcMs: utcMs(START_UTC_MS + 1_000 * utcS + now),
      mode: '3d',
      ...place,
      ...more,
    })
    await clock.runFor(200)
  }
  const stand = async (place: typeof start, seconds: number): Promise<void> => {
    for (let count = 0; count < 5 * seconds; count++) await hear(place, { speedMps: 0 })
  }
  /** South-east until it stands. */
  const rideAndStop = async (): Promise<typeof start> => {
    let place = start
    for (let count = 0; count < 150; count++) {
      const speedMps = Math.max(0, Math.min(10, (150 - count - 10) / 5))
      place = move(place, 135, speedMps / 5)
      await hear(place, { speedMps, ...(speedMps > 0.5 && { courseTrueDeg: 135 }) })
    }
    return place
  }
  return { ...heard, stand, rideAndStop, close: () => service.close() }
}

test('a train that starts where it stood has the heading that it stopped with, at once', async (t) => {
  const storage = memoryStorage()
  const first = await boot(storage)
  const place = await first.rideAndStop()
  await first.stand(place, 5)
  await first.close()

  const second = await boot(storage, 3_600)
  await second.stand(move(place, 20, 3), 1)
  const { attitude } = second.navigation.at(-1) ?? {}
  t.true(Math.abs((attitude?.headingTrueDeg ?? 0) - 135) < 1)
  t.is(attitude?.headingSource, 'stored')
  t.is(attitude?.isReversible, undefined)
  t.true((attitude?.headingSigmaDeg ?? 0) <= 3)
})

test('a train that was taken elsewhere does not point as it did', async (t) => {
  const storage = memoryStorage()
  const first = await boot(storage)
  await first.stand(await first.rideAndStop(), 5)
  await first.close()

  const second = await boot(storage, 3_600)
  await second.stand(move(start, 0, 5_000), 1)
  t.is(second.navigation.at(-1)?.attitude, undefined)
})

test('a train that was shunted by a coach or two does not point as it did', async (t) => {
  const storage = memoryStorage()
  const first = await boot(storage)
  const place = await first.rideAndStop()
  await first.stand(place, 5)
  await first.close()

  const second = await boot(storage, 3_600)
  await second.stand(move(place, 20, 60), 1)
  const { headingSource, isReversible } = second.navigation.at(-1)?.attitude ?? {}
  t.not(headingSource, 'stored')
  t.true(isReversible)
})

test('once the train has moved, what was stored before is of another stand', async (t) => {
  const stood = { ...start, headingTrueDeg: 90, headingSigmaDeg: 0.2, isAtRest: true, facing: 'forwards' }
  const storage = memoryStorage(new Map([['heading', new TextEncoder().encode(JSON.stringify(stood))]]))
  const headings = headingStore(storage, () => {})
  await storage.read('heading')
  await new SimClock().runFor(0)
  t.is(headings.headingAt(start)?.headingTrueDeg, 90)
  const fusion = new Fusion()
  fusion.restart({ atMs: 0, ...start, speedMps: 20, courseTrueDeg: 270 })
  headings.keep(fusion, 0, undefined)
  t.is(headings.headingAt(start), undefined)
})

for (const [what, bytes] of [
  ['no JSON', '{"headingTrueDeg":13'],
  ['no heading', '{"headingTrueDeg":4711,"isAtRest":true}'],
] as const)
  test(`a record that is ${what} is none`, async (t) => {
    const storage = memoryStorage(new Map([['heading', new TextEncoder().encode(bytes)]]))
    const { stand, navigation } = await boot(storage)
    await stand(start, 1)
    t.is(navigation.at(-1)?.attitude, undefined)
  })

test('storage that fails is told of once, and navigation goes on', async (t) => {
  const failed = async (): Promise<never> => {
    throw new TerminalError({ code: 'storage-failed', device: 'storage', retry: 'never', message: 'worn out' })
  }
  const { rideAndStop, stand, navigation, events } = await boot({ read: failed, has: failed, write: failed })
  await stand(await rideAndStop(), 5)
  t.is(events.filter(({ text }) => text.startsWith('the heading is not kept')).length, 1)
  t.is(navigation.at(-1)?.attitude?.headingSource, 'course')
})
