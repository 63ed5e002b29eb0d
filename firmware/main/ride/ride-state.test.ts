import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { rideState } from './ride-state.ts'

test('a second ride finds what the first one left, and without a folder nothing', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-ride-state-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const first = await rideState(folder)
  await first.storage.write('heading', new Uint8Array([1, 2]))
  const meanwhile = await rideState(folder)
  t.is(await meanwhile.storage.read('heading'), undefined)
  await first.keep()
  t.deepEqual(await (await rideState(folder)).storage.read('heading'), new Uint8Array([1, 2]))
  t.is(await (await rideState(undefined)).storage.read('heading'), undefined)
})
