import test from 'ava'
import { type CapacityObservation, type CapacityState, planLinkCapacity, unknownCapacity } from './link-capacity.ts'

const second = (upKbps: number, latencyMs: number | undefined, downKbps = 0): CapacityObservation => ({
  upKbps,
  downKbps,
  latencyMs,
})

/** One observation a second. */
const after = (seen: readonly CapacityObservation[], state = unknownCapacity, fromMs = 0): CapacityState =>
  seen.reduce((now, one, index) => planLinkCapacity(now, one, fromMs + index * 1_000).state, state)

const times = (count: number, one: CapacityObservation): CapacityObservation[] => Array(count).fill(one)
const calm = times(20, second(500, 50))
const full = after([...calm, second(4_000, 250)])

test('a capacity is not known until a round trip grows while the link is loaded', (t) => {
  t.is(after(times(60, second(20_000, 50))).up.kbps, undefined)
  t.is(after([...calm, second(20, 400)]).up.kbps, undefined, 'an idle link that gets slower is not full')
})

test('what went through while packets waited is the capacity, less a tenth, at once', (t) => {
  const { actions } = planLinkCapacity(after(calm), second(4_000, 250), 20_000)
  t.deepEqual(actions, [{ do: 'shape', way: 'up', kbps: 3_600 }])
})

test('each way has its own capacity: what is not loaded is not lowered', (t) => {
  const state = after([...calm, second(20, 250, 9_000)])
  t.deepEqual([state.up.kbps, state.down.kbps], [undefined, 8_100])
})

test('a queue has five seconds to empty before its latency counts again', (t) => {
  t.is(after(times(4, second(3_600, 150)), full, 21_000).up.kbps, 3_600)
  t.is(after(times(5, second(3_600, 150)), full, 21_000).up.kbps, 3_240)
})

test('a lowering after which packets take as long as before is undone: the way had become longer, by a gateway or a satellite', (t) => {
  const known = after(times(5, second(3_500, 52)), full, 26_000)
  const detour = after(times(9, second(500, 130)), known, 31_000)
  t.is(detour.up.kbps, known.up.kbps)
  t.is(
    after(times(60, second(500, 130)), detour, 40_000).up.kbps,
    known.up.kbps,
    'and the longer way is the usual one now',
  )
  t.is(after(times(9, second(500, 130)), after(calm), 20_000).up.kbps, undefined)
})

test('while all of it is used and nothing waits it rises: slowly near where it was full, and faster above', (t) => {
  const near = after(times(5, second(3_500, 52)), full, 26_000).up.kbps ?? 0
  t.true(near > 3_600 * 1.02 && near < 3_600 * 1.03, String(near))
  const above = after(times(45, second(4_500, 52)), full, 26_000).up.kbps ?? 0
  t.true(above > 5_000, String(above))
  t.is(after(times(5, second(1_000, 52)), full, 26_000).up.kbps, 3_600, 'what is not used proves nothing')
})

test('a queue that empties is waited for', (t) => {
  const emptying = [190, 160, 130, 110, 90, 75, 60, 50].map((riseMs) => second(3_600, 50 + riseMs))
  t.is(after(emptying, full, 21_000).up.kbps, 3_600)
})

test('a link that gets slower is followed down within three seconds to what it still carries', (t) => {
  const state = after([second(3_500, 52), ...times(4, second(800, 600))], full, 26_000)
  t.is(state.up.kbps, 720)
})

test('the shortest round trip is that of the last minute', (t) => {
  const idle = after(times(75, second(50, 300)), after(calm), 20_000)
  t.is(after([second(4_000, 310)], idle, 95_000).up.kbps, undefined)
})

test('what was not filled for five minutes is forgotten', (t) => {
  t.is(after(times(301, second(100, 50)), full, 21_000).up.kbps, undefined)
})

test('a capacity never falls below what a few messages need', (t) => {
  const { actions } = planLinkCapacity(
    { up: { kbps: 66 }, down: {}, shortest: [{ fromMs: 0, latencyMs: 50 }] },
    second(101, 400),
    1_000,
  )
  t.deepEqual(actions, [{ do: 'shape', way: 'up', kbps: 64 }])
})

test('a lowering that once helped is not undone by a rise that comes later, of the other way', (t) => {
  const helped = after(times(6, second(200, 52)), full, 21_000)
  t.is(after([second(200, 300, 9_000)], helped, 27_000).up.kbps, 3_600)
})

test('silence changes nothing', (t) => {
  const { actions } = planLinkCapacity(full, second(0, undefined), 200_000)
  t.deepEqual(actions, [])
})

test('a flow that was carried before fills a link only when packets take longer for three seconds', (t) => {
  t.is(after(times(3, second(500, 130)), after(calm), 20_000).up.kbps, undefined)
  t.is(after(times(4, second(500, 130)), after(calm), 20_000).up.kbps, 450)
})

test('a few messages fill no link of which nothing is known', (t) => {
  t.is(after(times(30, second(350, 400)), after([...times(20, second(20, 50))]), 20_000).up.kbps, undefined)
})

test('what was sent and never came is no capacity', (t) => {
  const { actions } = planLinkCapacity(after(calm), { ...second(10_000, 500), loss: 0.25 }, 20_000)
  t.deepEqual(actions, [{ do: 'shape', way: 'up', kbps: 6_750 }])
})

test('a lowering that was too little is followed by another, while more packets wait or some are lost', (t) => {
  t.is(after(times(5, second(3_600, 450)), full, 21_000).up.kbps, 3_240, 'twice as many wait')
  t.is(after(times(5, { ...second(3_600, 250), loss: 0.1 }), full, 21_000).up.kbps, 2_916)
  t.is(after(times(5, second(3_600, 250)), full, 21_000).up.kbps, undefined, 'as many wait, and none are lost')
})

test('packets that may have waited for this machine’s processor tell nothing of the link', (t) => {
  const starved = (latencyMs: number) => times(10, { ...second(4_000, latencyMs), lateMs: 60 })
  t.is(after(starved(200), after(calm), 20_000).up.kbps, undefined, 'three waits of 60 ms are more than 150')
  t.is(after(starved(200), full, 21_000).up.kbps, 3_600)
  t.is(after(starved(250).slice(0, 1), after(calm), 20_000).up.kbps, 3_600, 'a queue is longer')
  const inside = after([{ ...second(500, 50), lateMs: 200 }], after(calm), 20_000)
  t.is(after([second(4_000, 250)], inside, 21_000).up.kbps, undefined, 'and a second later it still may be')
  t.is(after(times(6, { ...second(4_000, 250), lateMs: 1 }), inside, 21_000).up.kbps, 3_600, 'not for long')
})
