import test from 'ava'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import type { Quarantined } from '../../plan/quarantine.ts'
import { quarantineStore } from './quarantine-store.ts'

const RECORD = 'satellites-array'
const one: Quarantined = { noradId: 44_057, untilUtcMs: 5_000, failures: 2 }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const setUp = async (storage: Storage | undefined) => {
  const recalled: (readonly Quarantined[])[] = []
  const failures: unknown[] = []
  const store = quarantineStore(storage, 'array', {
    onRecord: (list) => recalled.push(list),
    onFailure: (error) => failures.push(error),
  })
  await settled()
  return { store, recalled, failures }
}

test('what one run learnt the next is told', async (t) => {
  const storage = memoryStorage()
  const { store } = await setUp(storage)
  store.keep([one])
  await settled()
  t.deepEqual((await setUp(storage)).recalled, [[one]])
})

for (const [what, text] of [
  ['cut', '[{"noradId":44057,"until'],
  ['of another kind', '{"noradId":44057}'],
  ['out of range', '[{"noradId":-1,"untilUtcMs":5,"failures":1}]'],
] as const)
  test(`a record that is ${what} is as none`, async (t) => {
    const storage = memoryStorage(new Map([[RECORD, bytes(text)]]))
    const { recalled, failures } = await setUp(storage)
    t.deepEqual([recalled, failures], [[], []])
  })

test('a list is written when it is another one, and one at a time', async (t) => {
  const written: string[] = []
  const inner = memoryStorage()
  const write = (record: string, content: Uint8Array): Promise<void> => {
    written.push(new TextDecoder().decode(content))
    return inner.write(record, content)
  }
  const { store } = await setUp({ ...inner, write })
  const list = [one]
  store.keep([])
  store.keep(list)
  store.keep([{ ...one, failures: 3 }])
  await settled()
  store.keep(list)
  t.deepEqual(written, [JSON.stringify(list)])
})

test('a medium that fails is told of once, and holds nobody up', async (t) => {
  const broken = (): Promise<never> =>
    Promise.reject(new TerminalError({ code: 'storage-failed', device: 'disk', retry: 'never', message: 'read-only' }))
  const { store, failures } = await setUp({ ...memoryStorage(), read: broken, write: broken })
  store.keep([one])
  await settled()
  t.is(failures.length, 1)
})

test('without storage nothing is kept', async (t) => {
  const { store, failures } = await setUp(undefined)
  t.notThrows(() => store.keep([one]))
  t.deepEqual(failures, [])
})
