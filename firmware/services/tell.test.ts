import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { listen } from '../../test/fakes/drivers.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { topics } from '../bus/topics.ts'
import { tellAs } from './tell.ts'

const setUp = () => {
  const clock = new SimClock(1_234)
  const bus = memoryBus()
  return { clock, heard: listen(bus, 'power.event'), tell: tellAs('power', { clock, bus }) }
}

test('what a service tells carries the time, and is an info without reasons unless it says more', async (t) => {
  const { clock, heard, tell } = setUp()
  tell({ subject: 'supply', text: 'the supply is back' })
  await clock.runFor(0)
  t.deepEqual(heard as unknown[], [
    { atMs: 1_234, severity: 'info', subject: 'supply', text: 'the supply is back', reasons: [] },
  ])
})

test('sentences and reasons that are too long or too many are cut to what the topic takes', async (t) => {
  const { clock, heard, tell } = setUp()
  tell({ subject: 'supply', text: 'x'.repeat(5_000), reasons: Array.from({ length: 40 }, () => 'y'.repeat(900)) })
  await clock.runFor(0)
  t.is(heard[0]?.text.length, 400)
  t.deepEqual(
    heard[0]?.reasons.map(({ length }) => length),
    Array.from({ length: 16 }, () => 400),
  )
  t.true(topics['power.event'].schema.safeParse(heard[0]).success)
})
