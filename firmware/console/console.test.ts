import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { exampleTrain } from '../../test/fakes/console-context.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { startConsole } from './console.ts'

test('the console tells since when it runs, as the other services do', async (t) => {
  const clock = new SimClock(5_000)
  const bus = memoryBus(clock)
  const since: (number | undefined)[] = []
  bus.subscribe('console.health', ({ sinceMs }) => void since.push(sinceMs))
  const nobody = (): never => {
    throw new RangeError('there is no port')
  }
  const console = startConsole({ clock, bus, config: exampleTrain(), ports: [], gateOf: nobody, release: '0.0.0' })
  await clock.runFor(4_000)
  t.deepEqual(since, [5_000, 5_000])
  await console.close()
})
