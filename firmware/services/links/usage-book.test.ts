import test from 'ava'
import type { LinkCounter } from '../../../hal/network.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { utcMs } from '../../../hal/units.ts'
import { fakeNetwork } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { UsageBook } from './usage-book.ts'

const may = Date.UTC(2026, 4, 20)
const MB = 1_000_000

const setUp = ({ storage = memoryStorage(), epoch = 'boot 1', startBytes = 0, utc = may } = {}) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const { network, counters } = fakeNetwork()
  const told: string[] = []
  let isTrusted = true
  clock.every(1_000, () => {
    const now = { utcMs: utcMs(utc + clock.nowMs()), trust: isTrusted ? ('trusted' as const) : ('candidate' as const) }
    bus.publish('time', { atMs: clock.nowMs(), ...now, source: 'gnss', sigmaMs: 1, claims: [] } as never)
  })
  const counter = (sentBytes: number): LinkCounter => ({ link: 'geo', epoch, sentBytes, receivedBytes: 0 })
  counters.push(counter(startBytes))
  const links = { geo: { budgetGb: 0.1, costPerGb: 9 }, lte: {} }
  const tell = ({ text }: { text: string }): void => void told.push(text)
  const book = new UsageBook({ clock, bus, network, storage, links, tell })
  let bytes = startBytes
  return {
    clock,
    book,
    told,
    storage,
    breakNetwork: () => {
      network.counters = () => Promise.reject(new RangeError('no nft'))
    },
    distrust: () => {
      isTrusted = false
    },
    carry: (more: number) => {
      bytes += more
      counters[0] = counter(bytes)
    },
    usedMb: () => Math.round((book.terms()['geo']?.usedGb ?? 0) * 1_000),
    show: async () => {
      const answer = await bus.request('usage.show', {})
      return answer.ok ? answer.reply : undefined
    },
  }
}

test('what links carry is told to their choice within ten seconds', async (t) => {
  const { clock, book, carry, usedMb } = setUp()
  await clock.runFor(1_000)
  carry(40 * MB)
  await clock.runFor(10_000)
  t.is(usedMb(), 40)
  t.like(book.terms()['geo'], { budgetGb: 0.1, costPerGb: 9, usedGb: 0.04 })
})

test('people are warned at 80 % and at 100 %, and not again after a restart', async (t) => {
  const first = setUp()
  await first.clock.runFor(1_000)
  first.carry(85 * MB)
  await first.clock.runFor(40_000)
  t.deepEqual(first.told, ['80 % of its 0.1 GB a month are used, 0.085 GB'])
  await first.book.close()
  const second = setUp({ storage: first.storage, startBytes: 85 * MB })
  await second.clock.runFor(40_000)
  t.deepEqual(second.told, [])
  second.carry(15 * MB)
  await second.clock.runFor(10_000)
  t.deepEqual(second.told, ['100 % of its 0.1 GB a month are used, 0.100 GB: it is spent'])
})

test('a process that is killed loses nothing that the machine’s counters still have', async (t) => {
  const first = setUp()
  await first.clock.runFor(1_000)
  first.carry(12 * MB)
  await first.clock.runFor(60_000)
  first.carry(5 * MB)
  await first.clock.runFor(10_000)
  const second = setUp({ storage: first.storage, startBytes: 19 * MB })
  await second.clock.runFor(1_000)
  t.is(second.usedMb(), 19)
})

test('a power cut loses what was carried since the last writing alone: 30 s, or 10 MB', async (t) => {
  const first = setUp()
  await first.clock.runFor(1_000)
  for (let time = 0; time < 30; time++) {
    first.carry(2 * MB)
    await first.clock.runFor(10_000)
  }
  t.is(first.usedMb(), 60)
  const second = setUp({ storage: first.storage, epoch: 'boot 2' })
  await second.clock.runFor(1_000)
  t.true(second.usedMb() >= 50, String(second.usedMb()))
})

test('small traffic is written every five minutes, no more often', async (t) => {
  let writes = 0
  const memory = memoryStorage()
  const write: Storage['write'] = (name, bytes) => {
    writes++
    return memory.write(name, bytes)
  }
  const storage = { ...memory, write }
  const { clock, carry } = setUp({ storage })
  for (let time = 0; time < 62; time++) {
    carry(1_000)
    await clock.runFor(10_000)
  }
  t.is(writes, 2)
})

test('while the medium refuses to write, counting goes on, is told of once, and is kept when it writes again', async (t) => {
  let isFull = true
  const memory = memoryStorage()
  const storage: Storage = {
    ...memory,
    write: (name, bytes) => (isFull ? Promise.reject(new RangeError('no space')) : memory.write(name, bytes)),
  }
  const { clock, carry, usedMb, told } = setUp({ storage })
  await clock.runFor(1_000)
  carry(50 * MB)
  await clock.runFor(200_000)
  t.is(usedMb(), 50)
  t.deepEqual(told, ['what links use cannot be kept'])
  isFull = false
  await clock.runFor(60_000)
  const after = setUp({ storage: memory, epoch: 'boot 2' })
  await after.clock.runFor(1_000)
  t.is(after.usedMb(), 50)
})

test('while the medium cannot be read nothing is written over it, and once it can all is counted', async (t) => {
  const first = setUp()
  await first.clock.runFor(1_000)
  first.carry(30 * MB)
  await first.clock.runFor(10_000)
  await first.book.close()
  let isBroken = true
  const storage: Storage = {
    ...first.storage,
    read: (name) => (isBroken ? Promise.reject(new RangeError('no medium')) : first.storage.read(name)),
  }
  const second = setUp({ storage, startBytes: 35 * MB })
  await second.clock.runFor(1_000)
  second.carry(20 * MB)
  await second.clock.runFor(400_000)
  t.is(second.usedMb(), 20)
  t.deepEqual(second.told, ['what links used earlier cannot be read'])
  isBroken = false
  await second.clock.runFor(10_000)
  t.is(second.usedMb(), 55)
})

test('a damaged record is said, and counting begins anew', async (t) => {
  for (const damaged of ['{', '{"usage":{"months":{},"pending":{},"readings":{}}}', '{"usage":null,"told":{}}']) {
    const storage = memoryStorage(new Map([['data-usage', new TextEncoder().encode(damaged)]]))
    const { clock, carry, usedMb, told } = setUp({ storage })
    await clock.runFor(1_000)
    carry(10 * MB)
    await clock.runFor(10_000)
    t.regex(told.join(), /its record is damaged/)
    t.is(usedMb(), 10)
  }
})

test('a clock that is not trusted begins no month', async (t) => {
  const first = setUp()
  await first.clock.runFor(1_000)
  first.carry(30 * MB)
  await first.clock.runFor(10_000)
  await first.book.close()
  const second = setUp({ storage: first.storage, startBytes: 30 * MB, utc: Date.UTC(2031, 0, 1) })
  second.distrust()
  second.carry(1 * MB)
  await second.clock.runFor(11_000)
  t.like(await second.show(), { month: '2026-05', isTimeTrusted: false })
  t.is(second.usedMb(), 31)
})

test('what was used is shown by link with its price, and earlier months beside it', async (t) => {
  const first = setUp()
  await first.clock.runFor(1_000)
  first.carry(50 * MB)
  await first.clock.runFor(10_000)
  await first.book.close()
  const { clock, show, carry } = setUp({ storage: first.storage, startBytes: 50 * MB, utc: Date.UTC(2026, 5, 1) })
  await clock.runFor(1_000)
  carry(20 * MB)
  await clock.runFor(10_000)
  const shown = await show()
  t.like(shown, { month: '2026-06', isTimeTrusted: true })
  t.like(shown?.links['geo'], { sentBytes: 20 * MB, usedGb: 0.02, budgetGb: 0.1, cost: 0.18 })
  t.like(shown?.links['lte'], { usedGb: 0 })
  t.is(shown?.earlier[0]?.links['geo']?.usedGb, 0.05)
})

test('what was used earlier counts for the choice of links also where nothing can be counted now', async (t) => {
  const first = setUp()
  await first.clock.runFor(1_000)
  first.carry(100 * MB)
  await first.clock.runFor(10_000)
  await first.book.close()
  const second = setUp({ storage: first.storage, startBytes: 100 * MB })
  second.breakNetwork()
  await second.clock.runFor(10_000)
  t.is(second.usedMb(), 100)
})

test('a network that cannot count is told of once, and what was counted stays', async (t) => {
  const { clock, carry, breakNetwork, told, usedMb } = setUp()
  await clock.runFor(1_000)
  carry(10 * MB)
  await clock.runFor(10_000)
  breakNetwork()
  await clock.runFor(60_000)
  t.deepEqual(told, ['what links carry cannot be read'])
  t.is(usedMb(), 10)
})
