import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import { utcMs } from '../../../hal/units.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { TimeFloor } from './time-floor.ts'
import { timeKeeper } from './time-keeper.ts'

const BUILD = Date.UTC(2026, 5, 1)
const START = Date.UTC(2026, 10, 25, 12)

const setUp = (storage = memoryStorage()) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const times: TopicMessage<'time'>[] = []
  bus.subscribe('time', (message) => times.push(message))
  const keeper = timeKeeper({ clock, bus, floor: new TimeFloor({ buildUtcMs: BUILD, storage }) })
  /** Once a second the receiver says a time that is `offMs` off. */
  const epochs = async (count: number, offMs = 0): Promise<void> => {
    for (let epoch = 0; epoch < count; epoch++) {
      const atMs = clock.nowMs()
      const utc = utcMs(START + atMs + offMs)
      keeper.onReport('roof', { kind: 'fix', atMs, utcMs: utc, mode: '3d', latDeg: 51, lonDeg: 71 })
      await clock.runFor(1_000)
    }
  }
  return { clock, bus, times, keeper, epochs, storage }
}

test('only a trusted time is given to the train', async (t) => {
  const { clock, keeper, epochs, times } = setUp()
  await epochs(3)
  t.is(keeper.utcAt(clock.nowMs()), undefined)
  t.like(times.at(-1), { trust: 'candidate', source: 'gnss' })
  await epochs(3)
  t.is(keeper.utcAt(clock.nowMs()), utcMs(START + 6_000))
  t.like(times.at(-1), { trust: 'trusted', source: 'gnss' })
})

test('the clock of a receiver without a fix is a candidate', async (t) => {
  const { clock, keeper, times } = setUp()
  for (let epoch = 0; epoch < 60; epoch++) {
    const atMs = clock.nowMs()
    keeper.onReport('roof', { kind: 'no-fix', atMs, utcMs: utcMs(START + atMs), reason: 'receiver-says-no' })
    await clock.runFor(1_000)
  }
  t.like(times.at(-1), { trust: 'candidate', source: 'rtc' })
  t.is(keeper.utcAt(clock.nowMs()), undefined)
})

test("a network's time is a candidate, and is counted once however often it is repeated", async (t) => {
  const { clock, bus, keeper, times } = setUp()
  const networkTime = { atMs: 0, utcMs: START }
  for (let second = 0; second < 20; second++) {
    const modems = { lte: { isAlive: true, registration: 'home' as const, networkTime } }
    bus.publish('cellular', { atMs: clock.nowMs(), modems })
    await clock.runFor(1_000)
  }
  t.like(times.at(-1), { trust: 'candidate', source: 'cellular', utcMs: START + 20_000 })
  t.is(keeper.utcAt(clock.nowMs()), undefined)
})

test('after a restart nothing before the last proven time is believed', async (t) => {
  const first = setUp()
  await first.epochs(2)
  const networkTime = { atMs: first.clock.nowMs(), utcMs: START + first.clock.nowMs() }
  const modems = { lte: { isAlive: true, registration: 'home' as const, networkTime } }
  first.bus.publish('cellular', { atMs: first.clock.nowMs(), modems })
  await first.epochs(6)
  const second = setUp(first.storage)
  await second.epochs(10, -60_000)
  t.is(second.times.at(-1)?.trust, 'none')
  t.regex(second.times.at(-1)?.reasons.join() ?? '', /before the build or the last time that was kept/)
})

test('while spoofing is critical receivers tell no time, and the one that is trusted runs on', async (t) => {
  const { bus, clock, keeper, epochs, times } = setUp()
  const spoofing = (level: 'critical' | 'ok') => {
    bus.publish('receivers', { atMs: clock.nowMs(), receivers: {}, jamming: 'ok', spoofing: level, reasons: [] })
    return clock.runFor(0)
  }
  await spoofing('critical')
  await epochs(20)
  t.is(times.at(-1)?.trust, 'none')
  await spoofing('ok')
  await epochs(6)
  t.is(times.at(-1)?.trust, 'trusted')
  await spoofing('critical')
  await epochs(20, 200)
  t.is(keeper.utcAt(clock.nowMs()), utcMs(START + 46_000))
})
