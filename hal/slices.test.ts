import test from 'ava'
import { SimClock } from './sim-clock.ts'
import { inSlices, type Sliceable } from './slices.ts'
import { monotonicMs } from './units.ts'

/** A clock on which each step of `work` takes `stepMs`. */
const setUp = (stepMs: number) => {
  const sim = new SimClock()
  let workedMs = 0
  const clock = {
    nowMs: () => monotonicMs(sim.nowMs() + workedMs),
    after: sim.after.bind(sim),
    every: sim.every.bind(sim),
  }
  const beganAtMs: number[] = []
  function* work(steps: number): Sliceable<string> {
    for (let step = 0; step < steps; step++) {
      beganAtMs.push(clock.nowMs())
      workedMs += stepMs
      yield
    }
    return 'done'
  }
  return { sim, clock, work, beganAtMs, worked: () => workedMs }
}

test('work goes on for 2 ms at a time, and leaves 10 ms to others after each', async (t) => {
  const { sim, clock, work, beganAtMs } = setUp(0.5)
  const working = inSlices(work(9), clock)
  await sim.runFor(100)
  t.is(await working, 'done')
  t.deepEqual(beganAtMs, [0, 0.5, 1, 1.5, 12, 12.5, 13, 13.5, 24])
})

test('a slice is longer than planned by one step at most', async (t) => {
  const { sim, clock, work, beganAtMs } = setUp(1.5)
  const working = inSlices(work(3), clock)
  await sim.runFor(100)
  await working
  t.deepEqual(beganAtMs, [0, 1.5, 13])
})

test('between slices nothing is done', async (t) => {
  const { sim, clock, work, worked } = setUp(3)
  const working = inSlices(work(2), clock)
  await sim.runFor(9)
  t.is(worked(), 3)
  await sim.runFor(1)
  t.is(worked(), 6)
  await sim.runFor(10)
  t.is(await working, 'done')
})

test('what the work throws is told', async (t) => {
  function* failing(): Sliceable<string> {
    yield
    throw new RangeError('no more')
  }
  await t.throwsAsync(inSlices(failing(), new SimClock()), { message: 'no more' })
})
