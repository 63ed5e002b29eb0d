import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { askMode, LONGEST_MODE_MS, normalMode, passMode } from './transmit-mode.ts'

const at = monotonicMs
const washing = askMode(normalMode, { do: 'set', mode: 'washing', by: 'Aigerim', forMs: 1_800_000 }, at(1_000))

test('washing holds for its time and ends by itself', (t) => {
  t.deepEqual(washing.reasons, ['washing by Aigerim: muted and stowed for 30 min'])
  t.is(passMode(washing.state, at(1_800_999)).state.special?.mode, 'washing')
  const over = passMode(washing.state, at(1_801_000))
  t.deepEqual([over.state, over.reasons], [normalMode, ['washing is over: its time has passed']])
})

test('a person may end it before', (t) => {
  t.deepEqual(askMode(washing.state, { do: 'end', by: 'Bolat' }, at(5_000)), {
    state: normalMode,
    actions: [],
    reasons: ['washing ended by Bolat'],
  })
  t.deepEqual(askMode(normalMode, { do: 'end', by: 'Bolat' }, at(5_000)).reasons, [])
})

test('no mode lasts longer than a night', (t) => {
  const { state } = askMode(normalMode, { do: 'set', mode: 'depot', by: 'x', forMs: 1e12 }, at(0))
  t.is(state.special?.untilMs, at(LONGEST_MODE_MS))
})
