import test from 'ava'
import type { RfSwitchReport } from '../../../drivers/rf-switch/rf-switch.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { SwitchedPath } from './switched-path.ts'

test('a coil that cannot be let go is told of once as a warning, and once when it is', (t) => {
  const clock = new SimClock()
  const told: string[] = []
  let report: RfSwitchReport = { atMs: clock.nowMs(), position: 1, isProven: true, isMoving: false, isStuck: false }
  const path = new SwitchedPath({
    name: 'ku',
    clock,
    rfSwitch: {
      throwTo: () => undefined,
      report: () => report,
      onReport: () => undefined,
      counters: () => ({ throws: 0, retries: 0, failures: 0, strays: 0, lineErrors: 0 }),
      close: async () => undefined,
    },
    branches: ['front', 'rear'],
    quietAfterMs: 100,
    tell: ({ subject, text, severity }) => void told.push(`${severity}: ${subject}: ${text}`),
    onChange: () => undefined,
  })
  path.look()
  report = { ...report, isCoilLeftPowered: true }
  path.look()
  path.look()
  t.deepEqual(told, ['warning: ku switch: a coil cannot be let go: take its power away before it burns'])
  const { isCoilLeftPowered: _, ...well } = report
  report = well
  path.look()
  path.look()
  t.deepEqual(told.slice(1), ['info: ku switch: its coils are let go again'])
})
