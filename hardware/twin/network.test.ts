import test from 'ava'
import type { LinkTraffic } from '../../hal/network.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { twinNetwork } from './network.ts'
import type { Reception } from './terminal.ts'

const received: Reception = { isReceiving: true, carrierToNoiseDb: 12, errorDeg: 0.05, isBlocked: false }
const cell = { rsrpDbm: -95, operator: 'Kcell', plmn: '40102', capacityMbps: 30 }

const setUp = () => {
  const clock = new SimClock()
  const is = { receiving: true, locked: true, transmitting: true, covered: true, registered: true }
  const terminal = {
    terminal: { reception: () => ({ ...received, isReceiving: is.receiving }) },
    isLocked: () => is.locked,
    isTransmitting: () => is.transmitting,
  }
  const network = twinNetwork({
    world: { cell: () => (is.covered ? cell : undefined) },
    clock,
    random: seededRandom(1),
    terminals: { oneweb: terminal, geo: terminal },
    lteState: () => ({ isRegistered: is.registered }),
  })
  return { clock, is, network }
}

for (const cause of ['receiving', 'locked', 'transmitting'] as const) {
  test(`a satellite link carries nothing while its terminal is not ${cause}`, (t) => {
    const { is, network } = setUp()
    t.true(network.link('oneweb').carries)
    is[cause] = false
    t.false(network.link('oneweb').carries)
    t.false(network.link('geo').carries)
    t.true(network.link('lte').carries)
  })
}

for (const cause of ['covered', 'registered'] as const) {
  test(`LTE carries nothing while it is not ${cause}`, (t) => {
    const { is, network } = setUp()
    t.true(network.link('lte').carries)
    is[cause] = false
    t.false(network.link('lte').carries)
  })
}

test('a link without a terminal carries nothing', (t) => {
  const plan = { world: { cell: () => cell }, clock: new SimClock(), random: seededRandom(1), terminals: {} }
  t.false(twinNetwork(plan).link('geo').carries)
})

test('each link is reported once a second, with the latency of its kind', async (t) => {
  const { clock, network } = setUp()
  const seen: LinkTraffic[] = []
  network.onTraffic((traffic) => seen.push(traffic))
  await clock.runFor(300_000)
  t.is(seen.length, 900)
  const latencies = (link: string): number[] =>
    seen.filter((traffic) => traffic.link === link).map((traffic) => traffic.latencyMs ?? 0)
  t.true(latencies('oneweb').every((ms) => ms > 43 && ms < 85))
  t.true(latencies('geo').every((ms) => ms > 585 && ms < 720))
  t.true(latencies('lte').every((ms) => ms > 40 && ms < 90))
  t.true(new Set(latencies('oneweb')).size > 250)
})

test('a dead link is reported without a latency and with everything lost', async (t) => {
  const { clock, is, network } = setUp()
  is.locked = false
  const seen: LinkTraffic[] = []
  network.onTraffic((traffic) => seen.push(traffic))
  await clock.runFor(1000)
  t.deepEqual(seen[0], { link: 'oneweb', atMs: clock.nowMs(), carries: false, loss: 1, throughputMbps: 0 })
})

test('a class is on the link that was routed last, and on none after undefined', (t) => {
  const { network } = setUp()
  network.route('passenger', 'oneweb')
  network.route('passenger', 'lte')
  t.is(network.linkOf('passenger'), 'lte')
  network.route('passenger', undefined)
  t.is(network.linkOf('passenger'), undefined)
})

test('an unknown link is refused and the earlier route holds', (t) => {
  const { network } = setUp()
  network.route('cctv', 'geo')
  const error = t.throws(() => network.route('cctv', 'carrier-pigeon'), { instanceOf: TerminalError })
  t.is(error.code, 'network-failed')
  t.is(network.linkOf('cctv'), 'geo')
})

test('a full link makes everyone wait', async (t) => {
  const { clock, network } = setUp()
  const before = network.link('lte').latencyMs
  network.offer('lte', 40)
  await clock.runFor(1000)
  t.true(network.link('lte').latencyMs > before + 150)
})

test('bytes are counted from zero, by link and by class, and a link carries more than its classes', (t) => {
  const { network } = setUp()
  t.true(network.counters().every(({ sentBytes, receivedBytes }) => sentBytes + receivedBytes === 0))
  t.deepEqual([...new Set(network.counters().map(({ link }) => link))], ['oneweb', 'geo', 'lte'])
  network.carry('lte', 'passenger', { sentBytes: 100, receivedBytes: 1_000 })
  network.carry('lte', 'cctv', { sentBytes: 900, receivedBytes: 0 })
  network.carry('lte', 'passenger', { sentBytes: 100, receivedBytes: 1_000 })
  const moved = network.counters().filter(({ sentBytes }) => sentBytes > 0)
  const bytes = moved.map(({ epoch: _, ...counter }) => counter)
  t.deepEqual(bytes, [
    { link: 'lte', sentBytes: 1_155, receivedBytes: 2_100 },
    { link: 'lte', sentBytes: 900, receivedBytes: 0, trafficClass: 'cctv' },
    { link: 'lte', sentBytes: 200, receivedBytes: 2_000, trafficClass: 'passenger' },
  ])
})
