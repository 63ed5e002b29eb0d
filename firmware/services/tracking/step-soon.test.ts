import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { stepSoon } from './step-soon.ts'

const setUp = (periodMs: number) => {
  const clock = new SimClock()
  const steps: number[] = []
  return { clock, steps, soon: stepSoon(clock, periodMs, () => steps.push(clock.nowMs())) }
}

test('what is asked for comes 50 ms later, once however often it is asked for, and again when it is asked again', async (t) => {
  const { clock, steps, soon } = setUp(500)
  soon.ask()
  await clock.runFor(30)
  soon.ask()
  await clock.runFor(100)
  t.deepEqual(steps, [50])
  soon.ask()
  await clock.runFor(100)
  t.deepEqual(steps, [50, 180])
})

test('where steps come every 50 ms none comes out of turn', async (t) => {
  const { clock, steps, soon } = setUp(50)
  soon.ask()
  await clock.runFor(1_000)
  t.deepEqual(steps, [])
})

test('what was asked for does not come after the end', async (t) => {
  const { clock, steps, soon } = setUp(500)
  soon.ask()
  soon.end()
  await clock.runFor(1_000)
  t.deepEqual(steps, [])
})
