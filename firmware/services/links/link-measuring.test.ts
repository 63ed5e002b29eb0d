import test from 'ava'
import type { InterfaceCounts } from '../../../hal/interface-counters.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeSocket } from '../../../test/fakes/datagrams.ts'
import { terms } from '../../../test/fakes/health-ride.ts'
import { decodeProbe, encodeProbe } from '../../domain/probe-message.ts'
import { switchMac } from '../switch-mac.ts'
import { LinkMeasuring, type MeasuredTraffic } from './link-measuring.ts'
import { tunnelDoor } from './probe-door.ts'

const mac = switchMac(Buffer.alloc(32, 7).toString('base64'))
const TAKES_MS = 30

/** A link with a tunnel, whose hub answers after 30 ms for as long as `path.carries`. */
const measuredLink = () => {
  const clock = new SimClock()
  const wire = fakeSocket()
  const counts: InterfaceCounts = { receivedPackets: 0, receivedBytes: 0, sentPackets: 0, sentBytes: 0 }
  const path = { carries: true, hasProgram: true }
  const door = tunnelDoor({
    socket: {
      ...wire.socket,
      send: (bytes, to) => {
        const taken = wire.socket.send(bytes, to)
        counts.sentPackets++
        const probe = decodeProbe(bytes, mac)
        if (!path.carries || !path.hasProgram || typeof probe === 'string' || probe.kind !== 'probe') return taken
        const { sentPackets, receivedPackets } = counts
        clock.after(TAKES_MS, () => {
          counts.receivedPackets++
          const heard = { receivedPackets: sentPackets, sentPackets: receivedPackets + 1 }
          wire.comes(encodeProbe({ kind: 'answer', number: probe.number, ...heard }, mac))
        })
        return taken
      },
    },
    hub: { host: '10.72.4.1', port: 7172 },
    mac,
    askKernel: async () => path.carries,
  })
  const readCounters = () => new Map([['sl-lte', { ...counts }]])
  const links = { lte: { interface: 'sl-lte', door, terms, isCostly: false } }
  const measuring = new LinkMeasuring({ clock, readCounters, links, firstNumber: 2 ** 32 - 2 })
  const seen: MeasuredTraffic[] = []
  const news: MeasuredTraffic[] = []
  measuring.onSeen((one, isNews) => {
    seen.push(one)
    if (isNews) news.push(one)
  })
  return { clock, wire, counts, path, measuring, seen, news }
}

test('a link that answers is up, and its round trip, its loss and what it carries are told once a second', async (t) => {
  const { clock, counts, seen } = measuredLink()
  clock.every(100, () => {
    counts.sentBytes += 12_500
    counts.receivedBytes += 25_000
  })
  await clock.runFor(5_100)
  t.is(seen.length, 6)
  t.like(seen.at(-1), { link: 'lte', carries: true, loss: 0, latencyMs: TAKES_MS, verdict: { state: 'up' } })
  t.deepEqual([seen.at(-1)?.upKbps, seen.at(-1)?.downKbps], [1_000, 2_000])
})

/** The first probes are lost, as while a tunnel agrees on keys. */
const begunLate = async (bytesEach100Ms: number) => {
  const { clock, counts, path, seen } = measuredLink()
  clock.every(100, () => {
    counts.sentBytes += bytesEach100Ms
  })
  path.carries = false
  await clock.runFor(1_500)
  path.carries = true
  await clock.runFor(4_000)
  return seen.filter(({ loss, carries }) => carries && loss > 0)
}

test('what a lossy link carries says how much it can, but of one that is hardly used nothing', async (t) => {
  const [full, idle] = [await begunLate(12_500), await begunLate(12)]
  t.true(full.length > 0 && idle.length > 0)
  t.true(full.every(({ throughputMbps = 0 }) => throughputMbps > 0.1))
  t.true(idle.every(({ throughputMbps }) => throughputMbps === undefined))
})

test('a verdict is told the moment it changes, with its reason, and nothing is carried then', async (t) => {
  const { clock, path, measuring, news } = measuredLink()
  measuring.use(new Set(['lte']))
  await clock.runFor(5_000)
  path.carries = false
  await clock.runFor(1_500)
  t.is(news.length, 2)
  t.like(news[1], { carries: false, loss: 1, verdict: { state: 'down', reason: 'its probes are not answered' } })
  t.is(news[1]?.latencyMs, undefined)
})

test('a hub whose program does not run, and whose kernel answers, leaves the link up', async (t) => {
  const { clock, path, news } = measuredLink()
  await clock.runFor(5_000)
  path.hasProgram = false
  await clock.runFor(30_000)
  t.deepEqual(
    news.map(({ verdict }) => verdict?.state),
    ['up'],
  )
})

test('a link that nobody probes is counted, and nothing is judged of it', async (t) => {
  const clock = new SimClock()
  const counts = { receivedPackets: 0, receivedBytes: 0, sentPackets: 0, sentBytes: 0 }
  const links = { lte: { interface: 'wwan0', terms, isCostly: true } }
  const measuring = new LinkMeasuring({
    clock,
    readCounters: () => new Map([['wwan0', counts]]),
    links,
    firstNumber: 0,
  })
  const seen: MeasuredTraffic[] = []
  measuring.onSeen((one) => seen.push(one))
  await clock.runFor(2_000)
  t.is(seen.length, 2)
  t.is(seen[1]?.verdict, undefined)
  await measuring.close()
  await clock.runFor(5_000)
  t.is(seen.length, 2)
})

test('answers without the key, and to other probes, are no answers', async (t) => {
  const { clock, path, wire, news } = measuredLink()
  path.carries = false
  clock.every(100, () => {
    const heard = { receivedPackets: 1, sentPackets: 1 }
    wire.comes(encodeProbe({ kind: 'answer', number: 2 ** 32 - 2, ...heard }, switchMac('')))
    wire.comes(encodeProbe({ kind: 'answer', number: 77, ...heard }, mac))
  })
  await clock.runFor(3_000)
  t.like(news[0], { verdict: { state: 'down' } })
})
