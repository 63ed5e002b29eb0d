import test from 'ava'
import type { StarlinkDish, StarlinkReport } from '../../../drivers/starlink/starlink.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import { utcMs } from '../../../hal/units.ts'
import { fakeCellular, fakeNetwork, listen, someCounters } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { startLinks } from '../links.ts'

const START_UTC_MS = Date.UTC(2026, 4, 31, 2)

const setUp = () => {
  const clock = new SimClock()
  const bus = memoryBus()
  let say: (report: StarlinkReport) => void = () => undefined
  let isClosed = false
  const dish: StarlinkDish = {
    onReport: (handler) => {
      say = handler
    },
    onSamples: () => undefined,
    order: () => Promise.reject(new RangeError('nobody orders here')),
    obstructionMap: () => Promise.reject(new RangeError('nobody asks here')),
    diagnostics: () => Promise.reject(new RangeError('nobody asks here')),
    counters: () => someCounters,
    close: async () => {
      isClosed = true
    },
  }
  const lte = fakeCellular()
  const { network, routes } = fakeNetwork()
  const service = startLinks({
    clock,
    bus,
    links: { sky: { starlink: 'dish' }, lte: { cellular: 'lte' } },
    policies: { passenger: { links: ['sky'] }, operations: { links: ['sky', 'lte'] } },
    cellular: { lte },
    recipients: {},
    starlink: { dish },
    network,
    storage: memoryStorage(),
  })
  const heard = {
    events: listen(bus, 'links.event'),
    links: listen(bus, 'links'),
    starlink: listen(bus, 'starlink'),
  }
  /** One second of its words. */
  const second = async (more: Partial<StarlinkReport> = {}): Promise<void> => {
    const atMs = clock.nowMs()
    const time = {
      atMs,
      utcMs: START_UTC_MS + atMs,
      source: 'gnss',
      trust: 'trusted',
      reasons: [] as string[],
    } as const
    bus.publish('time', time)
    lte.say({ atMs, isAlive: true, registration: 'home', rsrpDbm: -90 })
    say({ atMs, isAlive: true, alerts: [], lostSeconds: 0, ...more })
    await clock.runFor(1_000)
  }
  return { clock, service, routes, second, isClosed: () => isClosed, ...heard }
}

const told = (events: readonly { text: string }[], pattern: RegExp): number =>
  events.filter(({ text }) => pattern.test(text)).length

test('a link of a Starlink terminal is as the terminal says, with its reason, and its words are on the bus', async (t) => {
  const { second, routes, links, starlink } = setUp()
  await second({ latencyMs: 31, loss: 0 })
  t.is(routes['passenger'], 'sky')
  t.is(starlink.at(-1)?.dishes['dish']?.latencyMs, 31)
  t.is(starlink.at(-1)?.slotChangeInMs, 11_000)
  await second({ outage: { cause: 'obstructed', durationMs: 4_000 } })
  t.is(links.at(-1)?.links['sky']?.state, 'acquiring')
  t.regex(links.at(-1)?.links['sky']?.reason ?? '', /obstructed/)
  t.is(routes['passenger'], undefined)
})

test('an announced restart is told as an outage ahead', async (t) => {
  const { second, starlink } = setUp()
  await second({ reboot: { atUtcMs: utcMs(START_UTC_MS + 60_000), isReady: true } })
  const [ahead] = starlink.at(-1)?.dishes['dish']?.ahead ?? []
  t.is(ahead?.cause, 'announced restart')
  t.is(ahead?.fromMs, 55_000)
})

test('a class leaves a terminal before the restart that it announces', async (t) => {
  const { second, routes } = setUp()
  for (let seconds = 0; seconds < 30; seconds++) await second()
  t.is(routes['operations'], 'sky')
  const reboot = { atUtcMs: utcMs(START_UTC_MS + 60_000), isReady: true }
  // The restart counts from five seconds before its time.
  for (let seconds = 30; seconds < 55; seconds++) await second({ reboot })
  t.is(routes['operations'], 'lte')
})

test('alerts and silence are told once, and a driver that fell silent itself is not believed', async (t) => {
  const { clock, second, events, links } = setUp()
  for (let seconds = 0; seconds < 5; seconds++) await second({ alerts: ['motors-stuck'] })
  t.is(told(events, /motors are stuck/), 1)
  for (let seconds = 0; seconds < 3; seconds++) await second({ isAlive: false })
  t.is(told(events, /does not answer any more/), 1)
  await second()
  t.is(links.at(-1)?.links['sky']?.state, 'up')
  await clock.runFor(20_000)
  t.is(links.at(-1)?.links['sky']?.state, 'down')
})

test('closing the service closes its terminals', async (t) => {
  const { service, isClosed } = setUp()
  await service.close()
  t.true(isClosed())
})
