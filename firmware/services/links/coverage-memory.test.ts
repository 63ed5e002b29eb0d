import test from 'ava'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { CoverageMemory } from './coverage-memory.ts'

const line = { line: 'astana-almaty', direction: 'up' } as const

const ride = async (memory: CoverageMemory, fromKm: number, toKm: number): Promise<void> => {
  for (let km = fromKm; km < toKm; km += 0.05) {
    const place = { ...line, chainageKm: km }
    memory.lookAround(place, monotonicMs(km * 40_000))
    await Promise.resolve()
    await new Promise<void>((done) => setImmediate(done))
    memory.map.learn(place, { lte: { isOut: km >= 60 } }, 1_000)
  }
}

test('what was learnt on one trip is there on the next, from storage', async (t) => {
  const storage = memoryStorage()
  const first = new CoverageMemory(storage, (error) => t.fail(String(error)))
  await ride(first, 40, 70)
  await first.close()
  const second = new CoverageMemory(storage, (error) => t.fail(String(error)))
  await ride(second, 40, 41)
  t.is(second.map.at(line, 130, 'lte')?.outShare, 1)
  t.is(second.map.at(line, 90, 'lte')?.outShare, 0)
})

test('only the chunks around the train are in memory, and what leaves it is written', async (t) => {
  const records = new Map<string, Uint8Array>()
  const memory = new CoverageMemory(memoryStorage(records), (error) => t.fail(String(error)))
  await ride(memory, 0, 160)
  t.deepEqual(
    memory.map.loaded().map(({ chunk }) => chunk),
    [2, 3, 4],
  )
  t.true(records.has('coverage-up-0-astana-almaty'))
})

test('a medium that fails is told of once, and learning goes on', async (t) => {
  const failing: Storage = { ...memoryStorage(), write: () => Promise.reject(new RangeError('no space')) }
  const errors: unknown[] = []
  const memory = new CoverageMemory(failing, (error) => errors.push(error))
  await ride(memory, 0, 20)
  await memory.close()
  await ride(memory, 20, 30)
  await memory.close()
  t.is(errors.length, 1)
  t.is(memory.map.at(line, 20, 'lte')?.passes, 1)
})

test('a damaged record is none', async (t) => {
  const index = new TextEncoder().encode('coverage-up-0-astana-almaty\n../../etc/passwd')
  const records = new Map([
    ['coverage-index', index],
    ['coverage-up-0-astana-almaty', new Uint8Array([1, 2, 3])],
  ])
  const memory = new CoverageMemory(memoryStorage(records), (error) => t.fail(String(error)))
  await ride(memory, 0, 2)
  t.is(memory.map.at(line, 1, 'lte')?.passes, 1)
})
