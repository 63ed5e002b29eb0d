import test from 'ava'
import { readTotals, totalsLine } from './test-totals.ts'

const output = `
  ✔ hal › units › a length holds 3 tests passed
  ✔ drivers › ubx › logs decode (needs ../shared/data/ubx, not here) (120ms)
  - [skip] firmware › a rule
  ✘ [fail]: hal › pty › a byte arrives
  ─

  hal › pty › a byte arrives

  ─

  1 test failed
  1 test skipped
  1 uncaught exception
`

test('the totals are those after the last rule, and tests that wait for data count as skipped', (t) => {
  const totals = readTotals(output, 1)
  t.deepEqual(totals, {
    passed: 1,
    failed: 2,
    skipped: 1,
    waiting: ['drivers › ubx › logs decode (needs ../shared/data/ubx, not here)'],
  })
  t.is(totalsLine(totals), '1 passed, 2 failed, 2 skipped')
})

test('a run that failed without totals is one failure', (t) => {
  t.is(totalsLine(readTotals('  ✘ No tests found', 1)), '0 passed, 1 failed, 0 skipped')
})
