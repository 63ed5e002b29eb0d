import test from 'ava'
import { monotonicMs, utcMs } from '../../hal/units.ts'
import { notMeasured } from './fix-quality.ts'

const epoch = { atMs: monotonicMs(5), utcMs: utcMs(1_790_000_000_000) }

test('a dead-reckoned or typed-in position leaves the receiver its clock, a simulated or unsafe one nothing', (t) => {
  for (const quality of ['estimated', 'manual'])
    t.like(notMeasured({ ...epoch, quality }), { reason: 'not-measured', quality, utcMs: epoch.utcMs })
  for (const quality of ['simulated', 'unsafe']) t.is(notMeasured({ ...epoch, quality })?.utcMs, undefined)
})

test('a measured position, and one of which nothing is said, stays what it is', (t) => {
  t.is(notMeasured({ ...epoch, quality: 'rtk-float' }), undefined)
  t.is(notMeasured(epoch), undefined)
})
