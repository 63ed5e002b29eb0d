import test from 'ava'
import { monotonicMs, utcMs } from '../../hal/units.ts'
import { nextSlotChangeInMs, type StarlinkForecast, starlinkAhead } from './starlink-ahead.ts'

const nowMs = monotonicMs(1_000_000)
const utcNowMs = utcMs(Date.UTC(2026, 4, 31, 2, 0, 0))
const well: StarlinkForecast = { isAlive: true, alerts: [] }
const inMs = (ms: number) => ({ reboot: { atUtcMs: utcMs(utcNowMs + ms), isReady: true } })

test('an announced restart is an outage of three minutes, from a little before it', (t) => {
  t.deepEqual(starlinkAhead({ ...well, ...inMs(60_000) }, utcNowMs, nowMs), [
    { fromMs: 1_055_000, toMs: 1_240_000, chance: 0.95, cause: 'announced restart' },
  ])
})

test('a restart is believed by trusted time only, and neither long ago nor tomorrow', (t) => {
  t.deepEqual(starlinkAhead({ ...well, ...inMs(60_000) }, undefined, nowMs), [])
  t.deepEqual(starlinkAhead({ ...well, ...inMs(7_200_000) }, utcNowMs, nowMs), [])
  t.deepEqual(starlinkAhead({ ...well, ...inMs(-200_000) }, utcNowMs, nowMs), [])
  t.deepEqual(starlinkAhead({ ...well, reboot: { isReady: true } }, utcNowMs, nowMs), [])
})

test('an outage lasts until the next satellite that it was promised', (t) => {
  const [ahead] = starlinkAhead({ ...well, outage: { cause: 'no-satellites' }, nextSlotInS: 22 }, utcNowMs, nowMs)
  t.is(ahead?.toMs, 1_022_000)
  t.deepEqual(starlinkAhead({ ...well, outage: { cause: 'no-satellites' }, nextSlotInS: -1 }, utcNowMs, nowMs), [])
})

test('heat that throttles may end in a shutdown, and a silent terminal foretells nothing', (t) => {
  const hot: StarlinkForecast = { ...well, alerts: ['thermal-throttle'] }
  t.is(starlinkAhead(hot, utcNowMs, nowMs)[0]?.chance, 0.2)
  t.deepEqual(starlinkAhead({ ...hot, isAlive: false }, utcNowMs, nowMs), [])
})

for (const [second, expected] of [
  [0, 12],
  [11.5, 0.5],
  [12, 15],
  [26, 1],
  [50, 7],
  [57, 15],
  [59, 13],
] as const) {
  test(`at second ${second} of a minute satellites change in ${expected} s`, (t) => {
    t.is(nextSlotChangeInMs(utcMs(utcNowMs + second * 1000)), expected * 1000)
  })
}
