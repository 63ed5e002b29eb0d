import test from 'ava'
import { TrainOrders } from './train-orders.ts'

const power = { atMs: 0, isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }
const told = { isLockedOut: false, mode: 'normal' as const }

test('nothing moves before both the power board and the interlock have said that nobody works on the roof', (t) => {
  const orders = new TrainOrders()
  t.is(orders.isLockedOut(), undefined)
  orders.onPower(power)
  t.is(orders.isLockedOut(), undefined, 'a lockout by name may hold')
  orders.onTransmit(told)
  t.is(orders.isLockedOut(), false)
  orders.onPower(undefined)
  t.is(orders.isLockedOut(), undefined, 'the key may have been turned')
})

test('an interlock that falls silent leaves nobody to say that the roof is clear; its modes and orders last', (t) => {
  const orders = new TrainOrders()
  orders.onPower(power)
  orders.onTransmit({ ...told, mode: 'depot', stow: { order: 'storm' } })
  orders.onTransmit(undefined)
  t.is(orders.isLockedOut(), undefined)
  t.deepEqual([orders.mode(), orders.stow().order], ['depot', 'storm'])
  orders.onTransmit({ ...told, isLockedOut: true })
  orders.onTransmit(undefined)
  t.is(orders.isLockedOut(), true, 'nobody has lifted it')
  orders.onTransmit(told)
  t.is(orders.isLockedOut(), false)
})

test('either of them locks out, whatever the other says', (t) => {
  const orders = new TrainOrders()
  orders.onTransmit({ ...told, isLockedOut: true })
  t.is(orders.isLockedOut(), true)
  orders.onPower(power)
  t.is(orders.isLockedOut(), true)
  orders.onTransmit(told)
  orders.onPower({ ...power, isLockedOut: true })
  t.is(orders.isLockedOut(), true)
})
