import test from 'ava'
import { parseOrder, TWIN_ORDER_KEY } from '../../firmware/domain/transmit-order.ts'
import { orderDesk } from '../../firmware/services/interlock/order-desk.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import type { SubmittedPdu } from './devices/sms-submitted.ts'
import { FaultSchedule } from './faults.ts'
import { networkOperator } from './network-operator.ts'

const setUp = () => {
  const clock = new SimClock()
  const faults = new FaultSchedule(clock)
  const sent: string[] = []
  const submitted: SubmittedPdu[] = []
  const operator = networkOperator({
    faults,
    utcMs: () => 1_795_600_000_000,
    sendText: (_from, text) => void sent.push(text),
    submitted: () => submitted,
  })
  return { clock, faults, sent, submitted, operator, read: orderDesk({ 'twin-noc': TWIN_ORDER_KEY }) }
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

test('texts to its own number are received, once all their parts have come', (t) => {
  const { submitted, operator } = setUp()
  const part = (number: number, text: string, to = '+77010000112'): SubmittedPdu => ({
    to,
    text,
    isReportWanted: true,
    part: { reference: 7, count: 2, number },
  })
  submitted.push(part(2, 'motor'), { to: '+77010000112', text: 'an alarm', isReportWanted: true })
  submitted.push(part(1, 'somebody else’s', '+77010000113'))
  t.deepEqual(operator.received(), ['an alarm'])
  // A part that went twice is one.
  submitted.push(part(2, 'motor'), part(1, 'a new dish '))
  t.deepEqual(operator.received(), ['an alarm', 'a new dish motor'])
})
