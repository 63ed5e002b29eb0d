import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { utcMs } from '../../../hal/units.ts'
import type { LinkName, LinkTruth } from '../network.ts'
import type { TrainTruth } from '../truth.ts'
import { makePeople } from './index.ts'

const good: LinkTruth = { name: 'oneweb', carries: true, latencyMs: 60, loss: 0.003, capacityMbps: 100 }
const dead: LinkTruth = { name: 'oneweb', carries: false, latencyMs: 0, loss: 1, capacityMbps: 0 }
const train: TrainTruth = {
  chainageM: 0,
  speedMps: 20,
  latDeg: 50,
  lonDeg: 72,
  heightM: 400,
  headingTrueDeg: 150,
  courseTrueDeg: 150,
  pitchDeg: 0,
  rollDeg: 0,
}
const evening = Date.UTC(2026, 4, 31, 15)

/** Lives through `minutes` with a link that may differ from second to second. */
const live = async (
  minutes: number,
  linkAt: (second: number) => LinkTruth | undefined,
  offer = (_: number) => {},
  { carry = (_: string) => {}, ceilings = {} as Record<string, number> } = {},
) => {
  const clock = new SimClock()
  const seconds = (): number => clock.nowMs() / 1000
  const people = makePeople({
    world: { train: () => train, utcMs: () => utcMs(evening + clock.nowMs()) },
    clock,
    random: seededRandom(1),
    network: {
      linkOf: () => linkAt(seconds())?.name,
      link: () => linkAt(seconds()) ?? dead,
      offer: (_name: LinkName, mbps: number) => offer(mbps),
      ceilingMbps: (trafficClass) => ceilings[trafficClass] ?? Number.POSITIVE_INFINITY,
      carry: (_name, trafficClass, { sentBytes, receivedBytes }) =>
        carry(`${trafficClass} ${sentBytes > receivedBytes ? 'up' : 'down'}`),
    },
  })
  await clock.runFor(minutes * 60_000)
  people.stop()
  return people.service()
}

test('on a good link nearly everything goes well and quickly', async (t) => {
  const service = await live(120, () => good)
  for (const [name, { attempts, ok }] of Object.entries(service)) {
    t.true(attempts > 5, name)
    t.true(ok / attempts > 0.95, name)
  }
  t.true((service['card-payment']?.p95S ?? 0) > 0.8 && (service['card-payment']?.p95S ?? 99) < 4)
  t.true((service['browsing']?.p95S ?? 0) > 0.5 && (service['browsing']?.p95S ?? 99) < 4)
})

test('on a dead link everything is tried and nothing goes well; a payment is given up after 30 s', async (t) => {
  const service = await live(60, () => dead)
  for (const [name, { attempts, ok }] of Object.entries(service)) {
    t.true(attempts > 0, name)
    t.is(ok, 0, name)
  }
  t.true(Math.abs((service['card-payment']?.p95S ?? 0) - 30) < 0.5)
})

test('without a link for its class it is as with a dead one', async (t) => {
  const service = await live(30, () => undefined)
  t.true(Object.values(service).every(({ ok }) => ok === 0))
})

test('gaps of ten seconds make payments wait, gaps of forty make some fail', async (t) => {
  const p95 = async (gapS: number) =>
    (await live(300, (second) => (second % 120 < gapS ? dead : good)))['card-payment'] ?? {
      attempts: 0,
      ok: 0,
      p95S: 0,
    }
  const [none, short, long] = [await p95(0), await p95(10), await p95(40)]
  t.true(short.p95S > none.p95S + 2)
  t.true(short.ok / short.attempts > 0.97)
  t.true(long.ok / long.attempts < 0.97)
})

test('calls break off at a silence of five seconds, not at one of two', async (t) => {
  const share = async (gapS: number): Promise<number> => {
    const call = (await live(600, (second) => (second % 60 < gapS ? dead : good)))['call']
    return (call?.ok ?? 0) / (call?.attempts ?? 1)
  }
  t.true((await share(2)) > 0.8)
  t.true((await share(8)) < 0.5)
})

test('a slow link makes pages slow for two hundred people', async (t) => {
  const fast = await live(60, () => good)
  const slow = await live(60, () => ({ ...good, capacityMbps: 15 }))
  t.true((slow['browsing']?.p95S ?? 0) > 3 * (fast['browsing']?.p95S ?? 0))
})

test('people put load on the link', async (t) => {
  let offeredMbit = 0
  await live(
    10,
    () => good,
    (mbps) => {
      offeredMbit += mbps
    },
  )
  t.true(offeredMbit / 600 > 10 && offeredMbit / 600 < 60)
})

test('the same seed gives the same service', async (t) => {
  t.deepEqual(await live(60, () => good), await live(60, () => good))
})

test('what passes is counted by class: clips of cameras go up, pages come down, and over a dead link nothing', async (t) => {
  const carried = new Set<string>()
  const take = (what: string): void => void carried.add(what)
  await live(30, () => good, undefined, { carry: take })
  t.deepEqual([...carried].sort(), ['cctv up', 'passenger down'])
  carried.clear()
  await live(30, () => dead, undefined, { carry: take })
  t.is(carried.size, 0)
})

test('a class is given no more than its ceiling, and fills no queue with what is over it', async (t) => {
  const offered: number[] = []
  const free = await live(10, () => good)
  const offer = (mbps: number): void => void offered.push(mbps)
  const limited = await live(10, () => good, offer, { ceilings: { passenger: 4, cctv: 1 } })
  t.true(Math.max(...offered) <= 4)
  t.true((limited['browsing']?.p95S ?? 0) > 2 * (free['browsing']?.p95S ?? 99))
})
