import test from 'ava'
import { latestWriter } from './latest-writer.ts'

/** A medium whose writes end when a test says so. */
const setUp = () => {
  const begun: number[] = []
  const ends: ((error?: TypeError) => void)[] = []
  const write = latestWriter(([first = 0]) => {
    begun.push(first)
    return new Promise((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve())))
  })
  const settle = async (error?: TypeError): Promise<void> => {
    ends.shift()?.(error)
    await new Promise(setImmediate)
  }
  return { begun, settle, write: (value: number) => write(Uint8Array.of(value)) }
}

test('while one write hangs one waits, the newest, and whoever it overtook is told when it is done', async (t) => {
  const { begun, settle, write } = setUp()
  const done: number[] = []
  for (let value = 1; value <= 100; value++) void write(value).then(() => done.push(value))
  await settle()
  t.deepEqual([begun, done], [[1, 100], [1]])
  await settle()
  t.deepEqual([begun.length, done.length], [2, 100])
})

test('a write that fails keeps the next from nothing', async (t) => {
  const { begun, settle, write } = setUp()
  const first = write(1)
  const second = write(2)
  const [refused] = await Promise.all([t.throwsAsync(first), settle(new TypeError('full'))])
  t.is(refused.message, 'full')
  await settle()
  await second
  const third = write(3)
  await settle()
  await third
  t.deepEqual(begun, [1, 2, 3])
})
