import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { fakeCellular, fakeNetwork, listen } from '../../test/fakes/drivers.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import type { LinkMeasurer, MeasuredTraffic } from './links/link-measuring.ts'
import { startLinks } from './links.ts'

interface Satellite {
  isLocked?: boolean
  isPermitted?: boolean
}

const setUp = (order: readonly string[] = ['oneweb', 'lte'], storage = memoryStorage(), before = {}) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const lte = fakeCellular()
  const fake = fakeNetwork(before)
  const announced: string[] = []
  const measured = { used: [] as string[], say: (_seen: MeasuredTraffic, _isNews: boolean): void => {} }
  const measuring: LinkMeasurer = {
    onSeen: (handler) => {
      measured.say = handler
    },
    use: (names) => {
      measured.used = [...names]
    },
    close: async () => {},
  }
  const service = startLinks({
    announce: (trafficClass, link) => announced.push(`${trafficClass} ${link}`),
    clock,
    bus,
    links: { oneweb: { terminal: 'oneweb' }, lte: { cellular: 'lte' }, refused: { cellular: 'lte' } },
    policies: { passenger: { links: order } },
    cellular: { lte },
    starlink: {},
    network: fake.network,
    storage,
    recipients: { noc: '+77010000112' },
    measuring,
  })
  const satellite = ({ isLocked = true, isPermitted = true }: Satellite = {}): void => {
    const atMs = clock.nowMs()
    bus.publish('modems', { atMs, terminals: { oneweb: { isAlive: true, isLocked, isTransmitAllowed: true } } })
    bus.publish('transmit', {
      atMs,
      isLockedOut: false,
      mode: 'normal',
      isLineRenewed: isPermitted,
      terminals: { oneweb: { isPermitted, conditions: [] } },
    })
  }
  const point = (noradId: number): void =>
    bus.publish('pointing', { atMs: clock.nowMs(), terminals: { oneweb: { state: 'aiming', reason: 'so', noradId } } })
  const registered = (): void => lte.say({ atMs: clock.nowMs(), isAlive: true, registration: 'home', rsrpDbm: -90 })
  const heard = {
    links: listen(bus, 'links'),
    events: listen(bus, 'links.event'),
    cellular: listen(bus, 'cellular'),
  }
  return { clock, bus, service, lte, satellite, point, registered, announced, measured, ...fake, ...heard }
}

test('a class is routed over the best link that carries, and moved at once when that one dies', async (t) => {
  const { clock, satellite, registered, routes, asked, events, announced } = setUp()
  registered()
  for (let second = 0; second < 30; second++) {
    satellite()
    await clock.runFor(1_000)
  }
  t.is(routes['passenger'], 'oneweb')
  satellite({ isLocked: false })
  await clock.runFor(0)
  t.is(routes['passenger'], 'lte')
  await Promise.resolve()
  t.deepEqual(announced.slice(-2), ['passenger oneweb', 'passenger lte'])
  t.is(asked.at(-1), 'passenger lte')
  t.regex(events.at(-1)?.text ?? '', /oneweb is acquiring: modem has no lock/)
})

test('a link that its modem calls well, and by which nothing comes back, is left the moment that is measured', async (t) => {
  const { clock, bus, satellite, registered, routes, events, measured } = setUp()
  satellite()
  await clock.runFor(0)
  registered()
  await clock.runFor(1_300)
  t.is(routes['passenger'], 'oneweb')
  t.deepEqual(measured.used, ['oneweb'])
  const verdict = { state: 'down', reason: 'its probes are not answered' } as const
  measured.say({ link: 'oneweb', atMs: clock.nowMs(), carries: false, loss: 1, verdict }, true)
  t.is(routes['passenger'], 'lte')
  t.deepEqual(measured.used, ['lte'])
  await clock.runFor(0)
  t.regex(events.at(-1)?.text ?? '', /oneweb is down: its probes are not answered/)
  const why = await bus.request('why.show', { trafficClass: 'passenger' })
  t.regex(JSON.stringify(why), /down: its probes are not answered/)
})

test('what the interlock said before it died is believed for three seconds, no longer', async (t) => {
  const { clock, satellite, routes } = setUp()
  satellite()
  await clock.runFor(2_900)
  t.is(routes['passenger'], 'oneweb')
  await clock.runFor(1_200)
  t.is(routes['passenger'], undefined)
})

test('when nothing carries a class the network is told so, and no route is published for it', async (t) => {
  const { clock, satellite, routes, asked, links } = setUp(['oneweb'])
  satellite()
  await clock.runFor(1_000)
  satellite({ isLocked: false })
  await clock.runFor(1_000)
  t.is(routes['passenger'], undefined)
  t.is(asked.at(-1), 'passenger nothing')
  t.deepEqual(links.at(-1)?.routes, {})
})

test('a route that the network refuses is told with its reason, and ends nothing', async (t) => {
  const { clock, registered, events, links } = setUp(['refused'])
  registered()
  await clock.runFor(2_000)
  t.like(
    events.find(({ subject }) => subject === 'passenger'),
    {
      severity: 'warning',
      text: 'its route was not changed',
      reasons: ['no such interface'],
    },
  )
  t.is(links.at(-1)?.atMs, 2_000)
})

test('a refused route is asked for again each second until it is taken, and told only once', async (t) => {
  const { clock, registered, repair, routes, asked, events } = setUp(['refused'])
  registered()
  await clock.runFor(3_000)
  t.is(routes['passenger'], undefined)
  repair()
  await clock.runFor(3_000)
  t.is(routes['passenger'], 'refused')
  t.is(asked.length, 5)
  t.is(events.filter(({ subject }) => subject === 'passenger').length, 1)
})

test('a refused route that is no longer wanted is not asked for again', async (t) => {
  const { clock, lte, registered, repair, asked, routes } = setUp(['refused'])
  registered()
  await clock.runFor(1_500)
  lte.say({ atMs: clock.nowMs(), isAlive: false, registration: 'unknown' })
  repair()
  await clock.runFor(3_000)
  t.is(asked.at(-1), 'passenger nothing')
  t.is(routes['passenger'], undefined)
})

test('links and cellular modems are published each second, changed or not', async (t) => {
  const { clock, registered, links, cellular } = setUp()
  registered()
  await clock.runFor(500)
  const before = links.length
  await clock.runFor(3_000)
  t.deepEqual(
    links.slice(before).map(({ atMs }) => atMs),
    [1_000, 2_000, 3_000],
  )
  t.deepEqual(cellular.at(-1)?.modems, { lte: { isAlive: true, registration: 'home', rsrpDbm: -90 } })
})

test('a handover drops the lock for a moment and moves no traffic', async (t) => {
  const { clock, satellite, point, registered, asked } = setUp()
  registered()
  satellite()
  point(1)
  await clock.runFor(30_000)
  const before = asked.length
  point(2)
  satellite({ isLocked: false })
  await clock.runFor(1_500)
  satellite()
  await clock.runFor(5_000)
  t.is(asked.length, before)
})

test('a handover that does not end moves the traffic after two seconds', async (t) => {
  const { clock, satellite, point, registered, routes } = setUp()
  registered()
  satellite()
  point(1)
  await clock.runFor(30_000)
  point(2)
  satellite({ isLocked: false })
  await clock.runFor(3_500)
  t.is(routes['passenger'], 'lte')
})

test('a mute that passes within a second moves no traffic, one that lasts does', async (t) => {
  const { clock, satellite, registered, asked, routes } = setUp()
  registered()
  satellite()
  await clock.runFor(30_000)
  const before = asked.length
  satellite({ isPermitted: false })
  await clock.runFor(600)
  satellite()
  await clock.runFor(5_000)
  t.is(asked.length, before)
  satellite({ isPermitted: false })
  await clock.runFor(2_500)
  t.is(routes['passenger'], 'lte')
})

test('traffic that nobody has seen for three seconds says nothing of a link', async (t) => {
  const { clock, registered, push, links } = setUp()
  registered()
  push({ link: 'lte', atMs: clock.nowMs(), carries: true, latencyMs: 40, loss: 0.01, throughputMbps: 10 })
  await clock.runFor(3_000)
  t.like(links.at(-1)?.links['lte'], { latencyMs: 40, loss: 0.01 })
  await clock.runFor(1_000)
  t.is(links.at(-1)?.links['lte']?.latencyMs, undefined)
})

test('traffic that was routed before we came stays until its link has been heard of, and beyond if it carries', async (t) => {
  const before = { passenger: 'oneweb' }
  const { clock, satellite, registered, asked, links } = setUp(['oneweb', 'lte'], memoryStorage(), before)
  registered()
  await clock.runFor(1_000)
  t.deepEqual(asked, [], 'OneWeb has said nothing yet, which is no reason to leave it')
  t.deepEqual(links.at(-1)?.routes, before)
  for (let second = 0; second < 30; second++) {
    satellite()
    await clock.runFor(1_000)
  }
  t.deepEqual(asked, [])
})

test('traffic that was routed before we came is moved when its link says that it is dead, or nothing for five seconds', async (t) => {
  const told = setUp(['oneweb', 'lte'], memoryStorage(), { passenger: 'oneweb' })
  told.registered()
  told.satellite({ isLocked: false })
  await told.clock.runFor(1_000)
  t.is(told.asked.at(-1), 'passenger lte')
  const silent = setUp(['oneweb', 'lte'], memoryStorage(), { passenger: 'oneweb' })
  silent.registered()
  await silent.clock.runFor(4_900)
  t.deepEqual(silent.asked, [])
  await silent.clock.runFor(1_100)
  t.is(silent.asked.at(-1), 'passenger lte')
})

test('closing closes the modems and decides nothing more', async (t) => {
  const { clock, service, lte, satellite, asked } = setUp()
  await service.close()
  satellite()
  await clock.runFor(5_000)
  t.true(lte.isClosed)
  t.deepEqual(asked, [])
})

const navigationAt = (atMs: number, chainageKm: number) => ({
  atMs,
  mode: 'fixed' as const,
  speedMps: 25,
  line: {
    lineId: 'astana-almaty',
    chainageKm,
    chainageSigmaKm: 0.02,
    offsetM: 1,
    isOffRoute: false,
    direction: 'up' as const,
  },
})

test('traffic leaves a link before an outage that tracking foresees, and says why', async (t) => {
  const { clock, bus, satellite, registered, routes, events } = setUp()
  const utcOf = (atMs: number) => 1_780_000_000_000 + atMs
  const tellTime = () =>
    bus.publish('time', {
      atMs: clock.nowMs(),
      utcMs: utcOf(clock.nowMs()),
      source: 'gnss',
      trust: 'trusted',
      reasons: [],
    })
  satellite()
  await clock.runFor(0)
  for (let second = 0; second < 60; second++) {
    satellite()
    registered()
    tellTime()
    const outages = [{ fromUtcMs: utcOf(50_000), toUtcMs: utcOf(90_000), reason: 'tunnel Otar', chance: 0.9 }]
    bus.publish('forecast', { atMs: clock.nowMs(), terminals: { oneweb: { planned: [], outages } } })
    await clock.runFor(1_000)
    if (second === 47) t.is(routes['passenger'], 'oneweb')
    if (second === 49) t.is(routes['passenger'], 'lte')
  }
  t.true(events.some(({ text }) => text.includes('passenger: oneweb → lte, oneweb is about to be out: tunnel Otar')))
})

test('an outage that people announce is left in time, and why tells of it', async (t) => {
  const { clock, bus, satellite, registered, routes } = setUp()
  const second = async () => {
    satellite()
    registered()
    await clock.runFor(1_000)
  }
  for (let at = 0; at < 30; at++) await second()
  const asked = { by: 'Aigerim', link: 'oneweb', inMs: 20_000, forMs: 60_000, cause: 'modem restart' }
  t.true((await bus.request('outage.announce', asked)).ok)
  t.like(await bus.request('outage.announce', { ...asked, link: 'wifi' }), { ok: false, reason: 'refused' })
  const why = await bus.request('why.show', { trafficClass: 'passenger' })
  t.true(why.ok)
  if (why.ok)
    t.is(why.reply.candidates[0]?.wouldChange, 'modem restart (Aigerim) in 20 s, 100 % likely; lte would take over')
  for (let at = 0; at < 19; at++) await second()
  t.is(routes['passenger'], 'lte')
  const after = await bus.request('why.show', { trafficClass: 'passenger' })
  const kept = after.ok ? after.reply.candidates.find(({ link }) => link === 'oneweb')?.wouldChange : ''
  t.regex(kept ?? '', /^the end of its outage in \d+ s: modem restart \(Aigerim\)$/)
  t.like(await bus.request('outage.show', {}), {
    reply: { outages: [{ source: 'Aigerim of oneweb', link: 'oneweb' }] },
  })
  t.like(await bus.request('outage.cancel', { by: 'Berik', link: 'oneweb' }), { ok: false, reason: 'refused' })
  t.true((await bus.request('outage.cancel', { by: 'Aigerim', link: 'oneweb' })).ok)
  t.like(await bus.request('outage.show', {}), { reply: { outages: [] } })
  t.like(await bus.request('why.show', { trafficClass: 'cctv' }), { ok: false, reason: 'refused' })
})

test('a hole in a network’s coverage is foreseen on the second trip, from what storage kept', async (t) => {
  const storage = memoryStorage()
  const trip = async (forS: number) => {
    const { clock, bus, lte, service } = setUp(['lte', 'oneweb'], storage)
    const outlooks = listen(bus, 'outlook')
    for (let second = 0; second < forS; second++) {
      const km = 10 + second * 0.025
      bus.publish('navigation', navigationAt(clock.nowMs(), km))
      lte.say({ atMs: clock.nowMs(), isAlive: true, registration: km >= 14 && km < 16 ? 'searching' : 'home' })
      await clock.runFor(1_000)
    }
    const ended = service.close()
    await clock.runFor(1_000)
    await ended
    return outlooks.at(-1)?.links['lte'] ?? []
  }
  t.deepEqual(await trip(300), [])
  const [outage] = await trip(40)
  t.is(outage?.cause, 'no coverage there on the last trip')
  // 3 km on at 25 m/s, as it was told at most five seconds before the end.
  t.true(Math.abs((outage?.fromMs ?? 0) - 160_000) < 2_000, `${outage?.fromMs}`)
})
