import test from 'ava'
import { memoryStorage } from '../../../hal/storage.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { distanceM, move } from '../../domain/geodesy.ts'
import type { NavigationEstimate } from './collaborators.ts'
import { type TrackMemory, trackMemory } from './track-memory.ts'

const start = { latDeg: 50.1, lonDeg: 72.1, heightM: 400 }
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** 25 m/s to the north, one estimate a second. */
const ride = async (memory: TrackMemory, seconds: number, more: Partial<NavigationEstimate> = {}): Promise<void> => {
  for (let second = 0; second < seconds; second++) {
    const position = move(start, 0, 25 * second)
    const known = { mode: 'fixed' as const, position, horizontalSigmaM: 2, speedMps: 25, courseTrueDeg: 0 }
    memory.onEstimate({ atMs: monotonicMs(second * 1000), ...known, ...more })
    if (second % 5 === 0) await settle()
  }
}

const setUp = (storage = memoryStorage()) => {
  const bus = memoryBus()
  const failures: unknown[] = []
  const memory = trackMemory({ bus, storage, onFailure: (error) => failures.push(error) })
  return { bus, storage, failures, memory }
}

test('what was learnt is found by the next process, before it learns anything itself', async (t) => {
  const first = setUp()
  await ride(first.memory, 200)
  await first.memory.close()
  const second = setUp(first.storage)
  second.memory.onEstimate({ atMs: monotonicMs(0), mode: 'dead-reckoning', position: start })
  await settle()
  const place = move(move(start, 0, 2_010), 90, 15)
  const track = second.memory.trackAt(place, 3)
  t.true(distanceM({ ...place, ...track, heightM: 0 }, move(start, 0, 2_010)) < 1)
  t.true(Math.abs((((track?.bearingDeg ?? 90) + 180) % 360) - 180) < 0.5)
  t.deepEqual(second.failures, [])
})

for (const [why, more] of [
  ['dead-reckoned', { mode: 'dead-reckoning' }],
  ['unsure', { horizontalSigmaM: 8 }],
  ['slow', { speedMps: 1 }],
] as const)
  test(`a place that is ${why} is no track`, async (t) => {
    const { memory } = setUp()
    await ride(memory, 60, more)
    t.is(memory.trackAt(move(start, 0, 500), 0), undefined)
  })

test('while receivers are disturbed nothing is learnt', async (t) => {
  const { bus, memory } = setUp()
  bus.publish('receivers', { atMs: 0, receivers: {}, jamming: 'ok', spoofing: 'warning', reasons: [] })
  await settle()
  await ride(memory, 60)
  t.is(memory.trackAt(move(start, 0, 500), 0), undefined)
})

test('a medium that fails is told of once, and track is learnt all the same', async (t) => {
  const broken = {
    read: async () => undefined,
    has: async () => false,
    write: () => Promise.reject(new RangeError('broken')),
  }
  const { memory, failures } = setUp(broken)
  await ride(memory, 1_300)
  await memory.close()
  t.is(failures.length, 1)
  t.truthy(memory.trackAt(move(start, 0, 20_000), 0))
})

test('what the medium refused is written when it is well again, also of tiles that are far by then', async (t) => {
  const well = memoryStorage()
  let isBroken = true
  const write = (name: string, bytes: Uint8Array) =>
    isBroken ? Promise.reject(new RangeError('broken')) : well.write(name, bytes)
  const { memory } = setUp({ ...well, write })
  // 80 km: the first tile is let go on the way.
  await ride(memory, 3_200)
  t.is(await well.read('track-index'), undefined)
  isBroken = false
  await memory.close()
  const again = setUp(well)
  again.memory.onEstimate({ atMs: monotonicMs(0), mode: 'dead-reckoning', position: start })
  await settle()
  t.truthy(again.memory.trackAt(move(start, 0, 2_010), 0))
})

test('an index that cannot be read is read again', async (t) => {
  const well = memoryStorage()
  let fails = 1
  const read = (name: string) => (fails-- > 0 ? Promise.reject(new RangeError('broken')) : well.read(name))
  const { memory, failures } = setUp({ ...well, read })
  await ride(memory, 60)
  t.is(failures.length, 1)
  t.truthy(memory.trackAt(move(start, 0, 1_000), 0))
})
