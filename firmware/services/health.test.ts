import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { listen, someCounters } from '../../test/fakes/drivers.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { publishHealth } from './health.ts'
import { everyLogged } from './tick-log.ts'

test('the counters of every device are published every two seconds, as they stand then, until it is ended', async (t) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const heard = listen(bus, 'links.health')
  const device = { rxBytes: 0 }
  const end = publishHealth({ clock, bus }, 'links', { lte: { counters: () => ({ ...someCounters, ...device }) } })
  await clock.runFor(2_000)
  device.rxBytes = 77
  await clock.runFor(2_000)
  end()
  await clock.runFor(5_000)
  t.deepEqual(
    heard.map(({ atMs, devices }) => [atMs, devices['lte']?.rxBytes] as [number, number]),
    [
      [2_000, 0],
      [4_000, 77],
    ],
  )
})

test('each message says when the service began, and for how long each device that was ever heard is quiet', async (t) => {
  const clock = new SimClock(500)
  const bus = memoryBus()
  const heard = listen(bus, 'links.health')
  const said = { lte: 10, gnss: 0 }
  const counting = (name: 'lte' | 'gnss') => ({ counters: () => ({ ...someCounters, rxBytes: said[name] }) })
  publishHealth({ clock, bus }, 'links', { lte: counting('lte'), gnss: counting('gnss') })
  await clock.runFor(6_000)
  said.lte = 11
  await clock.runFor(2_000)
  t.deepEqual(
    heard.map(({ quietS }) => quietS),
    [{ lte: 0 }, { lte: 2 }, { lte: 4 }, { lte: 0 }],
  )
  t.true(heard.every(({ sinceMs }) => sinceMs === 500))
})

test('each message tells of the ticks since the one before, where a service logs them', async (t) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const heard = listen(bus, 'tracking.health')
  const { log } = everyLogged(clock, 300, () => undefined)
  publishHealth({ clock, bus }, 'tracking', {}, log)
  await clock.runFor(4_000)
  t.deepEqual(
    heard.map(({ ticks }) => ticks?.lateMs.length),
    [6, 7],
  )
})
