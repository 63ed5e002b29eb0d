import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { askStow, noStowOrders, passStow } from './stow-order.ts'
import { LONGEST_MODE_MS } from './transmit-mode.ts'

const at = monotonicMs
const on = askStow(noStowOrders, { do: 'on', by: 'Aigerim', reason: 'storm', forMs: 3_600_000 }, at(1_000))
const both = askStow(on.state, { do: 'wind', by: 'Bolat', windMps: 18, forMs: 7_200_000 }, at(2_000))

test('an order and a told wind hold side by side, each for its time', (t) => {
  t.deepEqual(on.reasons, ['mounts stowed by Aigerim for 60 min: storm'])
  t.deepEqual(both.reasons, ['wind of 18 m/s for 120 min, as Bolat says'])
  t.is(passStow(both.state, at(3_600_999)).state, both.state)
  const first = passStow(both.state, at(3_601_000))
  t.deepEqual([first.state.order, first.state.wind?.windMps], [undefined, 18])
  t.deepEqual(first.reasons, ['the order to stow is over: its time has passed'])
  const second = passStow(first.state, at(7_202_000))
  t.deepEqual([second.state, second.reasons], [{}, ['the wind that was told is over: its time has passed']])
})

test('a person may end both before', (t) => {
  const { state, reasons } = askStow(both.state, { do: 'off', by: 'Dana' }, at(5_000))
  t.deepEqual(state, {})
  t.deepEqual(reasons, ['order to stow of Aigerim ended by Dana', 'wind of 18 m/s is over, as Dana says'])
  t.deepEqual(askStow(noStowOrders, { do: 'off', by: 'Dana' }, at(5_000)).reasons, [])
})

test('neither lasts longer than a night', (t) => {
  const { state } = askStow(noStowOrders, { do: 'on', by: 'x', reason: 'y', forMs: 1e12 }, at(0))
  t.is(state.order?.untilMs, at(LONGEST_MODE_MS))
})
