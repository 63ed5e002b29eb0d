import test from 'ava'
import { monotonicMs, utcMs } from '../../hal/units.ts'
import { planTime, servedAt, type TimeState, timeAt, timeAtStart } from './time.ts'
import type { TimeObservation, TimeSource } from './time-claims.ts'

const BUILD = Date.UTC(2026, 5, 1)
const START = Date.UTC(2026, 10, 25, 12)
const WEEKS_1024_MS = 1024 * 7 * 86_400_000

const sigmas: Readonly<Record<TimeSource, number>> = { gnss: 50, rtc: 700, ntp: 20, cellular: 1_000 }

/** Feeds observations of a source, once a second from `fromS`, whose UTC is `offMs` off the truth. */
const feed = (
  state: TimeState,
  source: TimeSource,
  { fromS, count = 1, offMs = 0, name = source }: { fromS: number; count?: number; offMs?: number; name?: string },
) => {
  const reasons: string[] = []
  const kept: number[] = []
  let next = state
  for (let second = fromS; second < fromS + count; second++) {
    const atMs = monotonicMs(second * 1000)
    const seen: TimeObservation = { source, name, atMs, sigmaMs: sigmas[source], utcMs: utcMs(START + atMs + offMs) }
    const plan = planTime(next, seen, atMs)
    next = plan.state
    reasons.push(...plan.reasons)
    kept.push(...plan.actions.map((action) => action.utcMs))
  }
  return { state: next, reasons, kept, now: (atS: number) => timeAt(next, monotonicMs(atS * 1000)) }
}

const start = timeAtStart(BUILD)

test('the first date of a receiver is a candidate, a run of epochs is trusted', (t) => {
  t.is(feed(start, 'gnss', { fromS: 0 }).now(0).trust, 'candidate')
  t.is(feed(start, 'gnss', { fromS: 0, count: 4 }).now(3).trust, 'candidate')
  const five = feed(start, 'gnss', { fromS: 0, count: 5 })
  t.like(five.now(4), { trust: 'trusted', source: 'gnss', utcMs: START + 4000 })
  t.deepEqual(five.reasons, [
    'time is candidate from gnss gnss',
    'time is trusted from gnss gnss',
    '5 in a row advance with the clock',
  ])
})

test('a second source that agrees makes the first date trusted', (t) => {
  const { state } = feed(start, 'rtc', { fromS: 0, offMs: 400 })
  const both = feed(state, 'gnss', { fromS: 1 })
  t.like(both.now(1), { trust: 'trusted', source: 'gnss' })
})

test('an RTC or a network alone stays a candidate, however long it runs', (t) => {
  t.is(feed(start, 'rtc', { fromS: 0, count: 500 }).now(500).trust, 'candidate')
  t.is(feed(start, 'cellular', { fromS: 0, count: 500 }).now(500).trust, 'candidate')
})

test('a receiver whose date does not advance is never trusted', (t) => {
  let state = start
  for (let second = 0; second < 60; second++) {
    const atMs = monotonicMs(second * 1000)
    const seen = { source: 'gnss' as const, name: 'one', atMs, sigmaMs: 50, utcMs: utcMs(START) }
    state = planTime(state, seen, atMs).state
  }
  t.is(timeAt(state, monotonicMs(60_000)).trust, 'candidate')
})

test('a date before the build, or before the last proven time, is refused', (t) => {
  const old = feed(start, 'gnss', { fromS: 0, count: 10, offMs: -WEEKS_1024_MS })
  t.is(old.now(10).trust, 'none')
  t.is(old.reasons.length, 1)
  t.regex(old.reasons[0] ?? '', /gnss gnss is refused: 2007-.* is before the build/)
  const kept = timeAtStart(BUILD, START + 3_600_000)
  t.is(feed(kept, 'gnss', { fromS: 0, count: 10 }).now(10).trust, 'none')
  t.is(feed(kept, 'gnss', { fromS: 0, count: 10, offMs: 3_700_000 }).now(10).trust, 'trusted')
})

test('a trusted time is not moved by a source that jumps', (t) => {
  const { state } = feed(start, 'gnss', { fromS: 0, count: 10 })
  const jumped = feed(state, 'gnss', { fromS: 10, count: 600, offMs: 30_000 })
  t.like(jumped.now(610), { trust: 'trusted', utcMs: START + 610_000 })
  t.deepEqual(jumped.reasons, ['gnss gnss is refused: it is 30.0 s off the time held from gnss'])
  t.is(jumped.state.refusedTotal, 600)
})

test('two sources that agree move even a trusted time, and a run of receivers one from the network', (t) => {
  const { state } = feed(start, 'gnss', { fromS: 0, count: 10, offMs: -90_000 })
  const other = feed(feed(state, 'ntp', { fromS: 10 }).state, 'gnss', { fromS: 11, name: 'two' })
  t.like(other.now(11), { trust: 'trusted', utcMs: START + 11_000 })
  const ntp = feed(feed(start, 'ntp', { fromS: 0, offMs: 5_000 }).state, 'ntp', { fromS: 64, offMs: 5_000 })
  t.like(ntp.now(64), { trust: 'trusted', source: 'ntp' })
  t.like(feed(ntp.state, 'gnss', { fromS: 70, count: 5 }).now(74), { trust: 'trusted', source: 'gnss' })
})

test('without a source sigma grows with age until the time is only a candidate', (t) => {
  const { now } = feed(start, 'gnss', { fromS: 0, count: 10 })
  t.like(now(3_600), { trust: 'trusted', source: 'gnss' })
  t.true((now(3_600).sigmaMs ?? 0) > 150 && (now(3_600).sigmaMs ?? 0) < 250)
  t.is(now(8 * 3_600).trust, 'candidate')
})

test('the drift of the clock is learnt, and carries the time on', (t) => {
  let state = start
  const truth = (atMs: number) => START + atMs * (1 + 40e-6)
  for (let second = 0; second < 3_600; second++) {
    const atMs = monotonicMs(second * 1000)
    state = planTime(state, { source: 'gnss', name: 'one', atMs, sigmaMs: 10, utcMs: utcMs(truth(atMs)) }, atMs).state
  }
  const later = monotonicMs(3 * 3_600_000)
  const now = timeAt(state, later)
  t.true(Math.abs((now.utcMs ?? 0) - truth(later)) < 4 * (now.sigmaMs ?? 0))
  t.true((now.sigmaMs ?? 1e9) < 60)
})

/** A receiver once a second, and other sources that agree with the truth once in half a minute. */
const beside = (state: TimeState, others: readonly TimeSource[], { fromS, toS }: { fromS: number; toS: number }) => {
  const kept: number[] = []
  const reasons: string[] = []
  let next = state
  for (let second = fromS; second < toS; second++)
    for (const source of ['gnss' as const, ...(second % 30 === 0 ? others : [])]) {
      const plan = feed(next, source, { fromS: second })
      next = plan.state
      kept.push(...plan.kept)
      reasons.push(...plan.reasons)
    }
  return { state: next, kept, reasons, now: timeAt(next, monotonicMs(toS * 1000)) }
}

const minutes = (kept: readonly number[]): number[] => kept.map((one) => Math.round((one - START) / 60_000) + 0)

test('a time that two kinds of source tell is kept every ten minutes, and nothing goes behind it', (t) => {
  const { kept, state } = beside(start, ['ntp'], { fromS: 0, toS: 1_300 })
  t.deepEqual(minutes(kept), [0, 10, 20])
  t.is(state.notBeforeUtcMs, kept.at(-1) ?? 0)
})

test('what is kept is as sure as the less sure of the two that tell it', (t) => {
  const { kept } = beside(start, ['cellular'], { fromS: 0, toS: 1_300 })
  t.true(kept.every((one, index) => one <= START + index * 600_000 - 4_000 + 1_000))
})

test('receivers alone raise what is kept after an hour of one date, and not while another source contradicts', (t) => {
  const alone = feed(feed(start, 'gnss', { fromS: 0, count: 3_590 }).state, 'gnss', { fromS: 3_590, name: 'two' })
  t.is(alone.state.notBeforeUtcMs, start.notBeforeUtcMs)
  t.deepEqual(minutes(feed(start, 'gnss', { fromS: 0, count: 3_700 }).kept), [60])
  const other = feed(feed(start, 'gnss', { fromS: 0, count: 3_500 }).state, 'cellular', { fromS: 3_500, offMs: 60_000 })
  t.deepEqual(feed(other.state, 'gnss', { fromS: 3_501, count: 200 }).kept, [])
})

const AHEAD_MS = Date.UTC(2036, 0, 1) - START

test('four seconds of a date ten years ahead raise nothing, and two sources that agree bring UTC back', (t) => {
  const wrong = feed(start, 'gnss', { fromS: 0, count: 30, offMs: AHEAD_MS })
  t.is(wrong.now(30).trust, 'trusted')
  t.deepEqual(wrong.kept, [])
  const { now, kept } = beside(wrong.state, ['ntp', 'rtc'], { fromS: 30, toS: 120 })
  t.is(now.trust, 'trusted')
  t.true(Math.abs((now.utcMs ?? 0) - START - 120_000) < 100)
  t.true(kept.length > 0 && kept.every((one) => one < START + 120_000))
})

test('a wrong date that nobody repeats gives way to an hour of the right one', (t) => {
  const wrong = feed(start, 'gnss', { fromS: 0, count: 30, offMs: AHEAD_MS })
  t.true((feed(wrong.state, 'gnss', { fromS: 30, count: 3_500 }).now(3_530).utcMs ?? 0) > START + AHEAD_MS)
  t.like(feed(wrong.state, 'gnss', { fromS: 30, count: 3_700 }).now(3_730), {
    trust: 'trusted',
    utcMs: START + 3_730_000,
  })
})

test('a kept time that was wrong is given up when NTP or an RTC agrees with another kind, and never behind the build', (t) => {
  const poisoned = timeAtStart(BUILD, START + AHEAD_MS)
  for (const source of ['ntp', 'rtc'] as const) {
    const { state, now, kept, reasons } = beside(poisoned, [source], { fromS: 1, toS: 120 })
    t.is(now.trust, 'trusted')
    t.true(Math.abs((now.utcMs ?? 0) - START - 120_000) < 100)
    t.true(state.notBeforeUtcMs > START - 60_000 && state.notBeforeUtcMs < START + 120_000)
    t.true(kept.length > 0 && kept.every((one) => one < START + 120_000))
    t.is(reasons.filter((text) => text.startsWith('the time that was kept is given up')).length, 1)
  }
  const early = { offMs: BUILD - 10 * 86_400_000 - START }
  const old = feed(feed(poisoned, 'ntp', { fromS: 0, count: 30, ...early }).state, 'gnss', { fromS: 30, ...early })
  t.is(old.state.notBeforeUtcMs, poisoned.notBeforeUtcMs)
})

test('what comes over the air alone does not lower what is kept', (t) => {
  const late = timeAtStart(BUILD, START + 3_600_000)
  const two = feed(feed(late, 'gnss', { fromS: 0, count: 60 }).state, 'gnss', { fromS: 60, count: 60, name: 'two' })
  const three = feed(two.state, 'cellular', { fromS: 120 })
  const clock = { source: 'rtc', isReceiverClock: true, name: 'three' } as const
  const all = feedWith(three.state, clock, { fromS: 121, count: 60 })
  t.is(all.state.notBeforeUtcMs, late.notBeforeUtcMs)
  t.is(all.now(181).trust, 'none')
})

test('sources that agree do not take turns: a calm hour has no event, and the better one leads', (t) => {
  const first = beside(start, ['ntp', 'rtc'], { fromS: 0, toS: 60 })
  const calm = beside(first.state, ['ntp', 'rtc', 'cellular'], { fromS: 60, toS: 3_660 })
  t.deepEqual(calm.reasons, [])
  t.like(calm.now, { source: 'gnss', trust: 'trusted' })
})

test("a receiver's own crystal does not displace the network's time, nor does a clock that is much less sure", (t) => {
  let { state } = feed(feed(start, 'ntp', { fromS: 0 }).state, 'ntp', { fromS: 30 })
  const reasons: string[] = []
  for (let second = 31; second < 3_600; second++) {
    const own = { source: 'rtc', isReceiverClock: true, sigmaMs: 500 } as const
    const plans = [feedWith(state, own, { fromS: second, count: 1 })]
    if (second % 60 === 0) plans.push(feed(plans[0]?.state ?? state, 'rtc', { fromS: second }))
    if (second % 30 === 0) plans.push(feed(plans.at(-1)?.state ?? state, 'ntp', { fromS: second }))
    for (const plan of plans) reasons.push(...plan.reasons)
    state = plans.at(-1)?.state ?? state
  }
  t.deepEqual(reasons, [])
  const now = timeAt(state, monotonicMs(3_600_000))
  t.is(now.source, 'ntp')
  t.true((now.sigmaMs ?? 1e9) < 21)
})

test('one that agrees leads once the better one is silent, a second receiver after a few epochs', (t) => {
  const { state } = feed(start, 'gnss', { fromS: 0, count: 10 })
  const soon = feed(state, 'ntp', { fromS: 100 })
  t.is(soon.now(100).source, 'gnss')
  t.is(feed(soon.state, 'ntp', { fromS: 190 }).now(190).source, 'ntp')
  const two = feed(state, 'gnss', { fromS: 10, count: 10, name: 'two' })
  t.is(two.state.held?.name, 'two')
  t.deepEqual(two.reasons, [])
})

/** A run of observations that are seen with something more known of them. */
const feedWith = (state: TimeState, more: Partial<TimeObservation>, { fromS, count }: Record<string, number>) => {
  const reasons: string[] = []
  let next = state
  for (let second = fromS ?? 0; second < (fromS ?? 0) + (count ?? 1); second++) {
    const atMs = monotonicMs(second * 1000)
    const seen = { source: 'gnss' as const, name: 'roof', atMs, sigmaMs: 50, utcMs: utcMs(START + atMs), ...more }
    const plan = planTime(next, { ...seen, utcMs: utcMs(seen.utcMs + (more.utcMs ? atMs : 0)) }, atMs)
    next = plan.state
    reasons.push(...plan.reasons)
  }
  return { state: next, reasons, now: (atS: number) => timeAt(next, monotonicMs(atS * 1000)) }
}

test('the clocks of two receivers without a fix do not confirm each other, a real RTC or a network confirms either', (t) => {
  const clock = { source: 'rtc', isReceiverClock: true, sigmaMs: 500 } as const
  const one = feedWith(start, { ...clock, name: 'roof' }, { fromS: 0, count: 60 })
  const both = feedWith(one.state, { ...clock, name: 'dome' }, { fromS: 60, count: 60 })
  t.is(both.now(120).trust, 'candidate')
  t.is(feed(both.state, 'rtc', { fromS: 121 }).now(121).trust, 'trusted')
  const network = feed(both.state, 'cellular', { fromS: 121 })
  t.is(feedWith(network.state, { ...clock, name: 'roof' }, { fromS: 122, count: 1 }).now(122).trust, 'trusted')
})

test('a receiver that may be spoofed is not newly trusted, and does not move a time that is', (t) => {
  const fresh = feedWith(start, { isDoubted: true }, { fromS: 0, count: 60 })
  t.is(fresh.now(60).trust, 'none')
  t.deepEqual(fresh.reasons, ['gnss roof is refused: it may be spoofed'])
  const { state } = feedWith(start, {}, { fromS: 0, count: 10 })
  const pulled = feedWith(state, { isDoubted: true, utcMs: utcMs(START + 150) }, { fromS: 10, count: 300 })
  t.like(pulled.now(310), { trust: 'trusted', utcMs: START + 310_000 })
  t.true((pulled.now(310).sigmaMs ?? 0) > 50)
  t.is(pulled.reasons.length, 1)
  t.is(feedWith(pulled.state, {}, { fromS: 310, count: 1 }).now(310).sigmaMs, 50)
})

test('a less sure source that agrees does not make the time younger', (t) => {
  const { state } = feed(start, 'gnss', { fromS: 0, count: 10 })
  const alone = timeAt(state, monotonicMs(3_600_000)).sigmaMs ?? 0
  const beside = feed(state, 'rtc', { fromS: 10, count: 3_000 })
  t.is(beside.now(3_600).sigmaMs, alone)
  t.is(servedAt(beside.state, monotonicMs(11_000)), utcMs(START + 11_000))
  t.is(servedAt(beside.state, monotonicMs(20_000)), undefined)
})
