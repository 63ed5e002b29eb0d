import test from 'ava'
import { SimClock } from './sim-clock.ts'

test('timers run in order of due time, and of setting where that is equal', async (t) => {
  const clock = new SimClock()
  const seen: string[] = []
  clock.after(20, () => seen.push('c'))
  clock.after(10, () => seen.push('a'))
  clock.after(10, () => seen.push('b'))
  await clock.runFor(20)
  t.deepEqual(seen, ['a', 'b', 'c'])
})

test('a timer sees its own due time, never an earlier or later one', async (t) => {
  const clock = new SimClock(100)
  const seen: number[] = []
  clock.after(7.5, () => seen.push(clock.nowMs()))
  await clock.runFor(50)
  t.deepEqual([...seen, clock.nowMs()], [107.5, 150])
})

test('a periodic timer does not drift, and can end itself', async (t) => {
  const clock = new SimClock()
  const seen: number[] = []
  const cancel = clock.every(40, () => {
    seen.push(clock.nowMs())
    if (seen.length === 3) cancel()
  })
  await clock.runFor(1000)
  t.deepEqual(seen, [40, 80, 120])
})

test('a cancelled timer does not run, and cancelling again is harmless', async (t) => {
  const clock = new SimClock()
  const cancel = clock.after(10, () => t.fail())
  cancel()
  cancel()
  await clock.runFor(20)
  t.is(Number(clock.nowMs()), 20)
})

test('promises settle before time moves on', async (t) => {
  const clock = new SimClock()
  const seen: number[] = []
  clock.after(10, () => void Promise.resolve().then(() => seen.push(clock.nowMs())))
  clock.after(11, () => seen.push(clock.nowMs()))
  await clock.runFor(20)
  t.deepEqual(seen, [10, 11])
})

test('a run can be stopped between two instants', async (t) => {
  const clock = new SimClock()
  let ticks = 0
  clock.every(10, () => ticks++)
  await clock.runFor(1000, () => ticks === 5)
  t.deepEqual([ticks, clock.nowMs()], [5, 50])
})

test('many timers set in any order run in due order', async (t) => {
  const clock = new SimClock()
  const seen: number[] = []
  for (let n = 0; n < 500; n++) clock.after((n * 7919) % 1009, () => seen.push(clock.nowMs()))
  await clock.runFor(2000)
  t.is(seen.length, 500)
  t.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  )
})

test('a period of nothing is refused', (t) => {
  t.throws(() => new SimClock().every(0, () => undefined), { instanceOf: RangeError })
})
