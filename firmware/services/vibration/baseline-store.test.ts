import test from 'ava'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { learn, noBaseline } from '../../domain/vibration-baseline.ts'
import { baselineStore } from './baseline-store.ts'

const seen = { rmsG: [0.1, 0.1, 0.2], highG: [0.01, 0.01, 0.02], crest: [3, 3, 3], gravityG: [0, 0, -1] } as const
const once = learn(noBaseline, 20, seen)

const open = (storage: Storage, setUp = '100 Hz') => {
  const failures: unknown[] = []
  return {
    store: baselineStore(
      storage,
      () => setUp,
      (error) => failures.push(error),
    ),
    failures,
  }
}

test('what was kept is found again, of the same set-up only', async (t) => {
  const storage = memoryStorage()
  await open(storage).store.keep(() => new Map([['imu.adxl345', once]]), { nowMs: 0 })
  t.deepEqual([...(await open(storage).store.kept())], [['imu.adxl345', once]])
  t.is((await open(storage, '10 Hz').store.kept()).size, 0)
})

test('it is written when it has changed, at most every ten minutes, and at the end', async (t) => {
  let writes = 0
  const inner = memoryStorage()
  const storage: Storage = { ...inner, write: (...record) => inner.write(...record).finally(() => writes++) }
  const { store } = open(storage)
  let baseline = once
  for (let nowMs = 0; nowMs <= 3_600_000; nowMs += 5_000) {
    baseline = learn(baseline, 20, seen)
    await store.keep(() => new Map([['imu.adxl345', baseline]]), { nowMs })
  }
  t.is(writes, 7)
  await store.keep(() => new Map([['imu.adxl345', baseline]]), { nowMs: 9_000_000 })
  t.is(writes, 7)
  await store.keep(() => new Map([['imu.adxl345', learn(noBaseline, 20, seen)]]), { nowMs: 3_600_001, mustWrite: true })
  t.is(writes, 8)
})

test('a damaged record is none', async (t) => {
  for (const text of ['', '{', '{"parts":{"imu.adxl345":{"setUp":"100 Hz","baseline":{"bins":[]}}}}', '[]']) {
    const storage = memoryStorage(new Map([['vibration-baseline', Buffer.from(text)]]))
    t.is((await open(storage).store.kept()).size, 0, text)
  }
})

test('a medium that fails is told of once, and nothing waits', async (t) => {
  const broken = (): Promise<never> => Promise.reject(new TypeError('broken'))
  const { store, failures } = open({ read: broken, has: broken, write: broken })
  t.is((await store.kept()).size, 0)
  await store.keep(() => new Map([['imu.adxl345', once]]), { nowMs: 0 })
  t.is(failures.length, 1)
})
