import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { LinkTests } from './link-tests.ts'

const speed = { do: 'speed', isDown: true } as const

test('as a trial a measurement is only told whether it would be refused, and the next one is not held up by it', async (t) => {
  const clock = new SimClock(0)
  const bus = memoryBus(clock)
  const runs: string[] = []
  const tests = new LinkTests({
    bus,
    clock,
    tools: {
      ownAddress: () => '192.0.2.2',
      resolve: async () => undefined,
      run: async ({ program }) => {
        runs.push(program)
        return 0
      },
    },
    speedServer: (link) => (link === 'lte' ? { host: '192.0.2.1', port: 5_201 } : undefined),
    terms: () => ({}),
    links: () => ['lte', 'geo'],
  })
  t.like(await bus.request('links.test', { ...speed, isTrial: true }), { ok: true, reply: { link: 'lte' } })
  t.deepEqual(runs, [])
  t.like(await bus.request('links.test', { ...speed, isTrial: true, link: 'geo' }), { ok: false, reason: 'refused' })
  t.like(await bus.request('links.test', speed), { ok: true, reply: { link: 'lte' } })
  t.is(runs.length, 1)
  await tests.close()
})
