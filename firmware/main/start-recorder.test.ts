import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { readStarts } from '../services/power/start-book.ts'
import { StartRecorder } from './start-recorder.ts'

const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }

test('each life is kept with its end: in order, under a failing supply, or without a word', async (t) => {
  const storage = memoryStorage()
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const orderly = await StartRecorder.begin({ clock, storage, bootId: 'a' })
  await clock.runFor(90_000)
  await orderly.end()
  const failing = await StartRecorder.begin({ clock, storage, bootId: 'a' })
  const end = failing.watch(bus)
  bus.publish('power', { atMs: 0, ...calm, isSupplyFailing: true })
  await clock.runFor(100)
  end()
  const silent = await StartRecorder.begin({ clock, storage, bootId: 'b' })
  silent.crashed('links')
  await clock.runFor(100)
  await StartRecorder.begin({ clock, storage, bootId: 'c' })
  await clock.runFor(100)
  const kept = await readStarts(storage)
  t.deepEqual(
    kept.map((one) => one.end),
    ['clean', 'supply', 'cut', 'running'],
  )
  t.is(kept[0]?.ranS, 90)
  t.deepEqual(kept[2]?.crashes, { links: 1 })
})

test('a damaged record is none', async (t) => {
  const storage = memoryStorage(new Map([['starts', Buffer.from('[{"end":"x"')]]))
  t.deepEqual(await readStarts(storage), [])
})
