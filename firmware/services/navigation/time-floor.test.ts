import test from 'ava'
import { memoryStorage } from '../../../hal/storage.ts'
import { TimeFloor } from './time-floor.ts'

const BUILD = Date.UTC(2026, 5, 1)
const LATER = Date.UTC(2044, 0, 1)

test('nothing happens before the build date until a later trusted time is kept', async (t) => {
  const storage = memoryStorage()
  const floor = new TimeFloor({ buildUtcMs: BUILD, storage })
  t.is(await floor.read(), undefined)
  t.is(floor.utcMs(), BUILD)
  await floor.keep(LATER)
  t.is(floor.utcMs(), LATER)
  const restarted = new TimeFloor({ buildUtcMs: BUILD, storage })
  t.is(restarted.utcMs(), BUILD)
  t.is(await restarted.read(), LATER)
  t.is(restarted.utcMs(), LATER)
})

test('a kept time before the build does not lower the floor, and a record that is no time is none', async (t) => {
  const storage = memoryStorage()
  const floor = new TimeFloor({ buildUtcMs: BUILD, storage })
  await floor.keep(BUILD - 86_400_000)
  t.is(floor.utcMs(), BUILD)
  for (const text of ['', '{', '{"utcMs":"now"}', '{"utcMs":1.5}']) {
    await storage.write('time', new TextEncoder().encode(text))
    t.is(await new TimeFloor({ buildUtcMs: BUILD, storage }).read(), undefined, text)
  }
})

test('a kept time that was wrong is lowered at once, and over a restart', async (t) => {
  const storage = memoryStorage()
  const floor = new TimeFloor({ buildUtcMs: BUILD, storage })
  await floor.keep(LATER)
  await floor.keep(BUILD + 86_400_000)
  t.is(floor.utcMs(), BUILD + 86_400_000)
  t.is(await new TimeFloor({ buildUtcMs: BUILD, storage }).read(), BUILD + 86_400_000)
})
