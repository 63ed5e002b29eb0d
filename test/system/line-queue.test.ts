import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { LineQueue } from './line-queue.ts'

const setUp = () => {
  const clock = new SimClock()
  return { clock, queue: new LineQueue({ clock, limitMs: 1_000, missing: (why) => new RangeError(why) }) }
}

test('a line that comes after nobody waited for it any more is for the one who asks next', async (t) => {
  const { clock, queue } = setUp()
  const late = t.throwsAsync(queue.next(), { message: 'no answer' })
  await clock.runFor(1_001)
  await late
  queue.push('late')
  t.is(await queue.next(), 'late')
})

test('lines go to those who wait in the order in which they asked', async (t) => {
  const { queue } = setUp()
  const asked = [queue.next(), queue.next()]
  for (const line of ['first', 'second', 'third']) queue.push(line)
  t.deepEqual(await Promise.all(asked), ['first', 'second'])
  t.is(await queue.next(), 'third')
})

test('whoever waits when a program ends is told so, and what it printed before can still be read', async (t) => {
  const { queue } = setUp()
  const waiting = t.throwsAsync(queue.next(), { message: 'has ended' })
  queue.end()
  await waiting
  await t.throwsAsync(queue.next(), { message: 'has ended' })
  queue.push('last')
  t.is(await queue.next(), 'last')
})
