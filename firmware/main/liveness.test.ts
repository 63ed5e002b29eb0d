import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { heardOf, type Liveness, livenessAtStart, lookAt } from './liveness.ts'

const started = livenessAtStart(monotonicMs(0))
const ready = heardOf(started, true)

/** When, of looks at these times, it was first found to stand still. */
const foundAtMs = (state: Liveness, looksAtMs: readonly number[]): number | undefined => {
  let now = state
  return looksAtMs.find((atMs) => {
    const looked = lookAt(now, monotonicMs(atMs))
    now = looked.state
    return looked.standsStill
  })
}

const everySecond = (seconds: number): number[] => Array.from({ length: seconds }, (_, index) => 1_000 * (index + 1))

test('a process that was ready stands still after 10 s of silence, and no sooner', (t) => {
  t.is(foundAtMs(ready, everySecond(60)), 10_000)
})

test('a process that starts may be silent for two minutes', (t) => {
  t.is(foundAtMs(started, everySecond(119)), undefined)
  t.is(foundAtMs(started, everySecond(200)), 120_000)
})

test('whatever a process says begins the count anew, and it stays ready', (t) => {
  const silent = lookAt(lookAt(ready, monotonicMs(1_500)).state, monotonicMs(3_000)).state
  t.is(silent.silentMs, 3_000)
  t.deepEqual(heardOf(silent, false), { isReady: true, silentMs: 0, lookedAtMs: monotonicMs(3_000) })
})

test('an orchestrator that stood still itself takes nobody for dead', (t) => {
  t.is(foundAtMs(ready, [1_000, 61_000]), undefined)
  t.is(foundAtMs(ready, [1_000, 61_000, 121_000, 181_000]), undefined)
})
