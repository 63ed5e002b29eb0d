import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { planRestart } from './restart.ts'

const delaysOf = (ranForMs: readonly number[]): number[] => {
  let failures = 0
  return ranForMs.map((ranMs) => {
    const plan = planRestart({ failures, startedAtMs: monotonicMs(1_000) }, monotonicMs(1_000 + ranMs))
    failures = plan.failures
    return plan.delayMs
  })
}

test('a service that keeps ending is started again after 250 ms, doubling to 10 s and no more', (t) => {
  t.deepEqual(delaysOf([10, 10, 10, 10, 10, 10, 10, 10]), [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
})

test('a service that ran well for 30 s begins again at 250 ms', (t) => {
  t.deepEqual(delaysOf([10, 10, 29_999, 30_000, 10]), [250, 500, 1_000, 250, 500])
})
