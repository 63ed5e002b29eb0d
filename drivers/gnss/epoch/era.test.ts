import test from 'ava'
import fc from 'fast-check'
import { epochClock } from './clock.ts'
import { ERA_MS, inEra } from './era.ts'
import { leapSecondsAt } from './leap-seconds.ts'

const DAY_MS = 86_400_000
const anyTime = fc.integer({ min: Date.UTC(1980, 0, 6), max: Date.UTC(2080, 0) })

test('a live receiver’s date is the first of its eras that is not earlier than a day before the limit', (t) => {
  fc.assert(
    fc.property(anyTime, anyTime, (said, limit) => {
      const resolved = inEra(said, { kind: 'not-before', utcMs: () => limit })
      t.is(Math.abs((resolved - said) % ERA_MS), 0)
      t.true(resolved >= limit - DAY_MS && resolved < limit - DAY_MS + ERA_MS)
    }),
  )
})

test('a recording’s date is the nearest of its eras', (t) => {
  const near = (said: number, now: number): number => inEra(said, { kind: 'near', utcMs: now })
  t.is(near(Date.UTC(1999, 7, 22), Date.UTC(2020, 0)), Date.UTC(2019, 3, 7))
  t.is(near(Date.UTC(2019, 2, 28), Date.UTC(2010, 9, 16)), Date.UTC(2019, 2, 28))
  t.is(near(Date.UTC(2007, 11, 23), Date.UTC(2013, 10, 3)), Date.UTC(2007, 11, 23))
})

test('no recording of after the last leap second has a date of before it', (t) => {
  const resolved = inEra(Date.UTC(2014, 1, 19), { kind: 'near', utcMs: Date.UTC(2020, 0) })
  t.is(resolved, Date.UTC(2014, 1, 19) + ERA_MS)
})

test('GPS time is ahead of UTC by the leap seconds of its day', (t) => {
  t.is(leapSecondsAt(Date.UTC(1980, 5, 1)), 0)
  t.is(leapSecondsAt(Date.UTC(2007, 11, 23)), 14)
  t.is(leapSecondsAt(Date.UTC(2016, 11, 31)), 17)
  t.is(leapSecondsAt(Date.UTC(2026, 0, 1)), 18)
})

test('a week and its time become UTC, in the week counter’s own era or not', (t) => {
  const clock = epochClock({ kind: 'not-before', utcMs: () => Date.UTC(2026, 0, 1) })
  // 2026-05-31T00:00:00Z is 18 s into day 0 of week 2421
  t.is(clock.fromGps(2421, 18_000), Date.UTC(2026, 4, 31))
  t.is(clock.fromGps(2421 % 1024, 18_000), Date.UTC(2026, 4, 31))
})

test('a date that was moved to its era tells by how much, and one of its era does not', (t) => {
  const moves: number[] = []
  const clock = epochClock({ kind: 'not-before', utcMs: () => Date.UTC(2026, 0, 1) }, (byMs) => moves.push(byMs))
  clock.learn(Date.UTC(2026, 4, 31))
  clock.fromGps(2421, 18_000)
  t.deepEqual(moves, [])
  clock.learn(Date.UTC(2014, 1, 19))
  clock.fromGps(2421 % 1024, 18_000)
  t.deepEqual(moves, [ERA_MS, 2 * ERA_MS])
})

test('a receiver that says UTC and time of week in one tells its leap seconds', (t) => {
  const clock = epochClock({ kind: 'not-before', utcMs: () => Date.UTC(2026, 0, 1) })
  clock.learnWithTow(Date.UTC(2026, 4, 31, 12), 12 * 3_600_000 + 19_000)
  t.is(clock.timeOfDayMs(12 * 3_600_000 + 20_000), 12 * 3_600_000 + 1000)
})
