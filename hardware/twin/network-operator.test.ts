import test from 'ava'
import { parseOrder, TWIN_ORDER_KEY } from '../../firmware/domain/transmit-order.ts'
import { orderDesk } from '../../firmware/services/interlock/order-desk.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { FaultSchedule } from './faults.ts'
import { networkOperator } from './network-operator.ts'

const setUp = () => {
  const clock = new SimClock()
  const faults = new FaultSchedule(clock)
  const sent: string[] = []
  networkOperator({ faults, utcMs: () => 1_795_600_000_000, sendText: (_from, text) => void sent.push(text) })
  return { clock, faults, sent, read: orderDesk({ 'twin-noc': TWIN_ORDER_KEY }) }
}

test('the fault is an order that its key has signed, and a release at the end, in one message each', async (t) => {
  const { clock, faults, sent, read } = setUp()
  faults.add({ name: 'order-off', atMs: 0, durationMs: 500 })
  await clock.runFor(1000)
  const orders = sent.map(read) as { do: string; counter: number }[]
  t.deepEqual(
    orders.map((order) => order.do),
    ['disable', 'release'],
  )
  t.true((orders[0]?.counter ?? 0) < (orders[1]?.counter ?? 0))
  t.true(sent.every(({ length }) => length <= 160))
})

test('a forged order has the form of one, and is refused', async (t) => {
  const { clock, faults, sent, read } = setUp()
  faults.add({ name: 'order-forged', atMs: 0, durationMs: 500 })
  await clock.runFor(1000)
  t.is(sent.length, 1)
  t.not(parseOrder(sent[0] ?? ''), undefined)
  t.is(read(sent[0] ?? ''), 'its signature is wrong')
})
