import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { Repeats } from './repeats.ts'

test('of a state only the last is sent again, however old', async (t) => {
  const clock = new SimClock()
  const repeats = new Repeats(clock)
  t.deepEqual(repeats.of('fix'), [])
  repeats.note('fix', 'a')
  repeats.note('fix', 'b')
  await clock.runFor(60_000)
  t.deepEqual(repeats.of('fix'), ['b'])
})

test('of events those of the last three seconds, and never less than the last', async (t) => {
  const clock = new SimClock()
  const repeats = new Repeats(clock)
  repeats.note('navigation.event', 'a')
  await clock.runFor(2_000)
  repeats.note('navigation.event', 'b')
  t.deepEqual(repeats.of('navigation.event'), ['a', 'b'])
  await clock.runFor(2_000)
  t.deepEqual(repeats.of('navigation.event'), ['b'])
  await clock.runFor(3_600_000)
  t.deepEqual(repeats.of('navigation.event'), ['b'])
})

test('a flood of events is bounded, and its newest stay', (t) => {
  const repeats = new Repeats(new SimClock())
  for (let count = 0; count < 1_000; count++) repeats.note('links.event', String(count))
  t.is(repeats.of('links.event').length, 64)
  t.is(repeats.of('links.event').at(-1), '999')
})
