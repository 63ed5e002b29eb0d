import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { watchPower } from './fresh-watch.ts'

const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }

const setUp = () => {
  const clock = new SimClock(10_000)
  const bus = memoryBus()
  const seen: (string | number)[] = []
  const end = watchPower({ clock, bus, powerHz: 5 }, (message) => seen.push(message?.atMs ?? 'unknown'))
  const say = (ageMs = 0): void => bus.publish('power', { atMs: clock.nowMs() - ageMs, ...calm })
  return { clock, seen, end, say }
}

test('the power board is unknown once its last message is stale, which is told once', async (t) => {
  const { clock, seen, say } = setUp()
  say()
  await clock.runFor(400)
  say()
  await clock.runFor(599)
  t.deepEqual(seen, [10_000, 10_400])
  await clock.runFor(5_000)
  t.deepEqual(seen, [10_000, 10_400, 'unknown'])
  say()
  await clock.runFor(0)
  t.is(seen.at(-1), 15_999)
})

test('a message that arrives stale is none', async (t) => {
  const { clock, seen, say } = setUp()
  say(600)
  await clock.runFor(5_000)
  t.deepEqual(seen, [])
})

test('nothing is told after the end', async (t) => {
  const { clock, seen, end, say } = setUp()
  say()
  await clock.runFor(0)
  end()
  await clock.runFor(5_000)
  t.deepEqual(seen, [10_000])
})
