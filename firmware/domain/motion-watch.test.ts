import test from 'ava'
import { type MotionWatch, motionWatch, type WatchedSample } from './motion-watch.ts'

const limits = { rateHz: 100, rangeG: 2, rangeDps: 250 }

type Reading = Pick<WatchedSample, 'accelerationG' | 'rateDps'>

/** Never twice the same. */
const alive = (ms: number): Reading => ({
  accelerationG: [0.001 * Math.sin(ms), 0, -1 + 0.001 * Math.cos(ms)],
  rateDps: [0.1 * Math.sin(ms + 1), 0, 0],
})

/** Feeds samples and counts those that may be used. */
const feed = (
  watch: MotionWatch,
  { fromMs, toMs, everyMs = 10 }: { fromMs: number; toMs: number; everyMs?: number },
  at: (ms: number) => Reading = alive,
): number => {
  let usable = 0
  for (let ms = fromMs; ms < toMs; ms += everyMs) if (watch.take({ atMs: ms, ...at(ms) })) usable++
  return usable
}

test('a part that samples as it was set is well, and every sample may be used', (t) => {
  const watch = motionWatch(limits)
  t.is(watch.state(0), 'silent')
  t.is(feed(watch, { fromMs: 0, toMs: 20_000 }), 2_000)
  t.is(watch.state(20_000), 'ok')
})

test('two seconds without a sample are a silence', (t) => {
  const watch = motionWatch(limits)
  feed(watch, { fromMs: 0, toMs: 1_000 })
  t.is(watch.state(2_980), 'ok')
  t.is(watch.state(2_990), 'silent')
})

test('zeros may never be used, and half a second of them is told', (t) => {
  const watch = motionWatch(limits)
  const zeros = (): Reading => ({ accelerationG: [0, 0, 0], rateDps: [0, 0, 0] })
  t.is(feed(watch, { fromMs: 0, toMs: 500 }, zeros), 0)
  t.is(watch.state(500), 'ok')
  feed(watch, { fromMs: 500, toMs: 520 }, zeros)
  t.is(watch.state(520), 'zeros')
  t.is(feed(watch, { fromMs: 520, toMs: 1_000 }), 48)
  t.is(watch.state(1_000), 'ok')
})

test('a repeated sample may not be used, a second of one value is told', (t) => {
  const watch = motionWatch(limits)
  const same = (): Reading => alive(7)
  t.is(feed(watch, { fromMs: 0, toMs: 1_000 }, same), 1)
  t.is(watch.state(1_000), 'ok')
  feed(watch, { fromMs: 1_000, toMs: 1_020 }, same)
  t.is(watch.state(1_020), 'stuck')
  feed(watch, { fromMs: 1_020, toMs: 1_100 })
  t.is(watch.state(1_100), 'ok')
})

test('equal accelerations with a rate that lives are no repeat', (t) => {
  const watch = motionWatch(limits)
  const turning = (ms: number): Reading => ({ accelerationG: [0, 0, -1], rateDps: [Math.sin(ms), 0, 0] })
  t.is(feed(watch, { fromMs: 0, toMs: 3_000 }, turning), 300)
  t.is(watch.state(3_000), 'ok')
})

for (const [title, clipped] of [
  ['acceleration', { accelerationG: [0, 0, -2], rateDps: [0, 0, 0] }],
  ['rate', { accelerationG: [0, 0, -1], rateDps: [249.9, 0, 0] }],
] as const)
  test(`${title} at the end of the range may not be used; a knock is not told, every third sample is`, (t) => {
    const watch = motionWatch(limits)
    const knock = (ms: number): Reading => (ms === 500 ? clipped : alive(ms))
    t.is(feed(watch, { fromMs: 0, toMs: 8_100 }, knock), 809)
    t.is(watch.state(8_100), 'ok')
    feed(watch, { fromMs: 8_100, toMs: 16_200 }, (ms) => (ms % 30 === 0 ? clipped : alive(ms)))
    t.is(watch.state(16_200), 'clipping')
    t.is(feed(watch, { fromMs: 16_200, toMs: 18_000 }), 0)
    feed(watch, { fromMs: 18_000, toMs: 26_000 })
    t.is(watch.state(26_000), 'ok')
  })

for (const everyMs of [5, 19, 20])
  test(`a board set to 10 ms that samples every ${everyMs} ms is told`, (t) => {
    const watch = motionWatch(limits)
    feed(watch, { fromMs: 0, toMs: 8_200 })
    feed(watch, { fromMs: 8_200, toMs: 17_000, everyMs })
    t.is(watch.state(17_000), 'rate')
    t.is(feed(watch, { fromMs: 17_000, toMs: 19_000, everyMs }), 0)
    feed(watch, { fromMs: 19_000, toMs: 28_000 })
    t.is(watch.state(28_000), 'ok')
  })

test('one sample in ten lost is no other rate, nor is a silence', (t) => {
  const watch = motionWatch(limits)
  for (let ms = 0; ms < 20_000; ms += 10) if (ms % 100 !== 0) watch.take({ atMs: ms, ...alive(ms) })
  t.is(watch.state(20_000), 'ok')
  feed(watch, { fromMs: 25_000, toMs: 30_000 })
  t.is(watch.state(30_000), 'ok')
})
