import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { LteMessages } from './lte-messages.ts'

const setUp = () => {
  const clock = new SimClock()
  const said: string[] = []
  const radio = { isReached: true, isCongested: false }
  const sent: string[] = []
  const messages = new LteMessages({
    random: seededRandom(1),
    utcMs: () => Date.UTC(2026, 10, 25),
    isReached: () => radio.isReached,
    isCongested: () => radio.isCongested,
    onSubmitted: ({ to, text }) => void sent.push(`${to} ${text}`),
    sayLine: (line) => void said.push(line.split('\r\n')[0] ?? ''),
    after: (delayMs, run) => void clock.after(delayMs, run),
  })
  const handingOver = (): void => {
    for (const command of ['AT+CMGF=0', 'AT+CSMS=1', 'AT+CNMI=2,2,0,1,0']) messages.answer(command)
  }
  return { clock, said, sent, radio, messages, handingOver }
}

test('a message is handed over once, and the next when it was acknowledged', async (t) => {
  const { clock, said, messages, handingOver } = setUp()
  handingOver()
  messages.send('+7701', 'a')
  messages.send('+7701', 'b')
  await clock.runFor(5000)
  t.deepEqual(said, ['+CMT: ,16'])
  t.deepEqual(messages.answer('AT+CNMA'), { lines: [] })
  await clock.runFor(5000)
  t.is(said.length, 2)
})

test('one that is not acknowledged in time comes again, but not before it is asked to hand over again', async (t) => {
  const { clock, said, messages, handingOver } = setUp()
  handingOver()
  messages.send('+7701', 'a')
  await clock.runFor(60_000)
  t.is(said.length, 1)
  t.is(messages.answer('AT+CNMA')?.error, '+CMS ERROR: 340')
  t.is(messages.answer('AT+CMGL=4')?.lines.length, 2)
  handingOver()
  messages.send('+7701', 'b')
  await clock.runFor(5000)
  t.is(said.length, 2)
})

test('without handing over a message lies on the SIM, over a restart, until it is deleted', async (t) => {
  const { clock, said, messages } = setUp()
  messages.answer('AT+CNMI=2,1,0,0,0')
  messages.send('+7701', 'a')
  await clock.runFor(5000)
  t.deepEqual(said, ['+CMTI: "SM",1'])
  messages.restart()
  t.is(messages.answer('AT+CMGR=1')?.lines.length, 2)
  t.deepEqual(messages.answer('AT+CMGD=1'), { lines: [] })
  t.is(messages.answer('AT+CMGR=1')?.error, '+CMS ERROR: 321')
})

test('a full SIM takes no more, and the network tries again', async (t) => {
  const { clock, messages } = setUp()
  for (let at = 0; at < 12; at++) messages.send('+7701', 'a')
  await clock.runFor(60_000)
  t.is(messages.answer('AT+CMGL=4')?.lines.length, 20)
  messages.answer('AT+CMGD=3')
  await clock.runFor(60_000)
  t.is(messages.answer('AT+CMGL=4')?.lines.length, 20)
})

test('nothing comes while the network does not reach it', async (t) => {
  const { clock, said, radio, messages, handingOver } = setUp()
  handingOver()
  radio.isReached = false
  messages.send('+7701', 'a')
  await clock.runFor(60_000)
  t.deepEqual(said, [])
  radio.isReached = true
  messages.look()
  await clock.runFor(5000)
  t.is(said.length, 1)
})

/** "hellohello" to +46708251358, as tutorials on PDU mode print it, a status report asked for. */
const HELLO = '0031000B916407281553F80000AA0AE8329BFD4697D9EC37'

test('a message that it sends has a number, and a report of it comes like a message', async (t) => {
  const { clock, said, sent, messages, handingOver } = setUp()
  handingOver()
  t.deepEqual(messages.submit(HELLO, 23), { lines: ['+CMGS: 1'] })
  t.deepEqual(sent, ['+46708251358 hellohello'])
  await clock.runFor(15_000)
  t.deepEqual(said, ['+CDS: 25'])
  t.deepEqual(messages.answer('AT+CNMA'), { lines: [] })
})

test('it sends nothing without a network, to a congested one, or what is no message', (t) => {
  const { sent, radio, messages } = setUp()
  t.is(messages.submit(HELLO, 24).error, '+CMS ERROR: 304')
  t.is(messages.submit('00FF', 1).error, '+CMS ERROR: 304')
  radio.isCongested = true
  t.is(messages.submit(HELLO, 23).error, '+CMS ERROR: 42')
  radio.isReached = false
  t.is(messages.submit(HELLO, 23).error, '+CMS ERROR: 331')
  t.deepEqual(sent, [])
})
