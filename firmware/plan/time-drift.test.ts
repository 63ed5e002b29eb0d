import test from 'ava'
import { type Drift, driftWith, noDrift } from './time-drift.ts'

const MINUTE_MS = 60_000
/** A good source every minute, on a crystal that is off by `ppm`. */
const after = (minutes: number, ppm: number, sigmaMs = 1, from: Drift = noDrift): Drift => {
  let drift = from
  for (let minute = 0; minute <= minutes; minute++) {
    const lastAtMs = minute * MINUTE_MS
    drift = driftWith(drift, { lastAtMs, offsetMs: 1_000 + (ppm / 1e6) * lastAtMs, sigmaMs })
  }
  return drift
}

test('within twenty minutes nothing is known of a crystal', (t) => {
  t.like(after(19, 12), { ppm: 0, sigmaPpm: 50 })
})

test('after that its drift is known, no better than temperature allows', (t) => {
  const { ppm, sigmaPpm } = after(30, 12)
  t.true(Math.abs(ppm - 12) < 1e-6)
  t.is(sigmaPpm, 3)
})

test('a source that jitters leaves more doubt, and never more than an unknown crystal has', (t) => {
  t.true(after(30, 12, 10).sigmaPpm > after(60, 12, 10).sigmaPpm)
  t.is(after(30, 12, 500).sigmaPpm, 50)
})

test('what no crystal does is the source’s own wandering: measuring begins anew', (t) => {
  const { ppm, sigmaPpm, from } = after(25, 250)
  t.deepEqual([ppm, sigmaPpm], [0, 50])
  t.true((from?.atMs ?? 0) >= 20 * MINUTE_MS)
})

test('after two hours a measurement begins anew and its result stays', (t) => {
  const { ppm, from } = after(121, 12)
  t.true(Math.abs(ppm - 12) < 1e-6)
  t.is(from?.atMs, 121 * MINUTE_MS)
})
