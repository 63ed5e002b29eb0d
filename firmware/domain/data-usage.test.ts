import test from 'ava'
import {
  type CounterReading,
  countUsage,
  type DataUsage,
  gigabytesOf,
  monthOf,
  noUsage,
  presentUsage,
} from './data-usage.ts'

const may = Date.UTC(2026, 4, 31, 23, 59, 50)
const june = Date.UTC(2026, 5, 1, 0, 0, 10)

const reading = (receivedBytes: number, more: Partial<CounterReading> = {}): CounterReading => ({
  link: 'geo',
  epoch: 'boot 3',
  sentBytes: 0,
  receivedBytes,
  ...more,
})

/** Reads one counter again and again, all in May. */
const through = (...readings: CounterReading[]): DataUsage =>
  readings.reduce((usage, one) => countUsage(usage, [one], may), noUsage)

const receivedOf = (usage: DataUsage): number => Math.round(gigabytesOf(presentUsage(usage), 'geo') * 1e9)

test('what a counter went further since it was last read is used, and what it had before it was first seen is not', (t) => {
  t.is(receivedOf(through(reading(5_000))), 0)
  t.is(receivedOf(through(reading(5_000), reading(5_700), reading(6_000))), 1_000)
})

test('a counter under another name began from zero, also where it has come further than the earlier one', (t) => {
  t.is(receivedOf(through(reading(500), reading(900, { epoch: 'boot 4' }))), 900)
  t.is(receivedOf(through(reading(500), reading(20, { epoch: 'boot 4' }), reading(30, { epoch: 'boot 4' }))), 30)
})

test('a counter that is lower than before has begun anew, unless its 32 bits were nearly full', (t) => {
  t.is(receivedOf(through(reading(500), reading(20))), 20)
  t.is(receivedOf(through(reading(2 ** 32 - 100), reading(50))), 150)
  t.is(receivedOf(through(reading(2 ** 40), reading(50))), 50, 'no counter of 64 bits wraps in a train’s life')
})

test('both ways count, and the classes of a link beside what it carried in all', (t) => {
  const passenger = { trafficClass: 'passenger', receivedBytes: 0 }
  const first = countUsage(noUsage, [reading(0), reading(0, passenger)], may)
  const usage = countUsage(first, [reading(10, { sentBytes: 5 }), reading(0, { ...passenger, sentBytes: 4 })], may)
  t.deepEqual(presentUsage(usage), {
    geo: { all: { sentBytes: 5, receivedBytes: 10 }, passenger: { sentBytes: 4, receivedBytes: 0 } },
  })
  t.is(receivedOf(usage), 15)
})

test('a month of UTC that begins is empty, and the one before is kept', (t) => {
  const usage = countUsage(through(reading(0), reading(700)), [reading(1_000)], june)
  t.is(usage.month, '2026-06')
  t.is(receivedOf(usage), 300)
  t.is(usage.months['2026-05']?.['geo']?.['all']?.receivedBytes, 700)
})

test('without trusted time bytes count towards the budget, and belong to the first month that is known', (t) => {
  const untrusted = countUsage(countUsage(noUsage, [reading(0)], undefined), [reading(400)], undefined)
  t.is(receivedOf(untrusted), 400)
  t.is(untrusted.month, undefined)
  const trusted = countUsage(untrusted, [reading(500)], june)
  t.deepEqual(trusted.months, { '2026-06': { geo: { all: { sentBytes: 0, receivedBytes: 500 } } } })
  t.deepEqual(trusted.pending, {})
})

test('after a restart without trusted time the month is the last that was trusted', (t) => {
  const usage = countUsage(through(reading(0), reading(700)), [reading(900)], undefined)
  t.is(usage.month, '2026-05')
  t.is(receivedOf(usage), 900)
})

test('four months are kept, and the present one whatever its name', (t) => {
  const months = ['2026-03', '2026-04', '2026-05', '2099-01'].map((month) => [month, {}])
  const usage = countUsage({ ...noUsage, months: Object.fromEntries(months) }, [], Date.UTC(2026, 1, 3))
  t.deepEqual(Object.keys(usage.months), ['2026-02', '2026-04', '2026-05', '2099-01'])
})

test('a month is one of UTC', (t) => {
  t.is(monthOf(may), '2026-05')
  t.is(monthOf(june), '2026-06')
})
