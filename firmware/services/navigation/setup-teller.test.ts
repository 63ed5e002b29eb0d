import test from 'ava'
import type { GnssSetup } from '../../../drivers/gnss/gnss.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { setupTeller } from './setup-teller.ts'

test('what leads to a receiver that is set up is no warning; noise, one that is left alone and one that forgot are', (t) => {
  const severities: string[] = []
  const teller = setupTeller(({ severity }) => severities.push(severity ?? 'info'))
  const hear = (receiver: string, ...outcomes: GnssSetup['outcome'][]): string[] => {
    for (const outcome of outcomes)
      teller(receiver, { kind: 'setup', atMs: monotonicMs(0), text: outcome, outcome, refused: [] })
    return severities.splice(0)
  }
  t.deepEqual(hear('a', 'under-way', 'done'), ['info', 'info'])
  t.deepEqual(hear('a', 'under-way', 'under-way', 'done'), ['warning', 'info', 'info'])
  t.deepEqual(hear('b', 'searching', 'under-way', 'left-alone'), ['warning', 'info', 'warning'])
})
