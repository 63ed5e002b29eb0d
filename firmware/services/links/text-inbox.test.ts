import { generateKeyPairSync, sign } from 'node:crypto'
import test from 'ava'
import type { SmsText } from '../../../drivers/cellular/sms-pdu.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { listen } from '../../../test/fakes/drivers.ts'
import { type CommandHandler, noAnswer, refuse } from '../../bus/answer.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { orderText } from '../../domain/transmit-order.ts'
import { tellAs } from '../tell.ts'
import { TextInbox } from './text-inbox.ts'

const noc = generateKeyPairSync('ed25519')
const orderOf = (counter: number): string => {
  const text = orderText({ do: 'disable', trainId: 'kz-17', counter, signer: 'noc', reason: 'interference' })
  return `${text} ${sign(null, Buffer.from(text), noc.privateKey).toString('base64url')}`
}
const sms = (text: string, part?: SmsText['part']): SmsText => ({
  kind: 'text',
  from: '+7701',
  text,
  ...(part && { part }),
})

const setUp = (storage: Storage = memoryStorage()) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const orders: string[] = []
  const events = listen(bus, 'links.event')
  const inbox = new TextInbox({ clock, bus, storage, tell: tellAs('links', { clock, bus }) })
  const reply = { ok: true, reply: { mode: 'normal' } } as const
  const serve = (answer: CommandHandler<'transmission.order'> = () => reply, isUnread = false): (() => void) => {
    const endShow = bus.handle('transmission.show', () => ({
      ok: true,
      reply: { mode: 'normal', ...(isUnread && { isUnread }) },
    }))
    const end = bus.handle('transmission.order', (request) => {
      orders.push(request.text)
      return answer(request)
    })
    return () => {
      end()
      endShow()
    }
  }
  return { clock, storage, orders, events, inbox, serve }
}

test('a signed order is handed to the interlock at once', async (t) => {
  const { serve, inbox, orders, events } = setUp()
  serve()
  t.true(await inbox.take(sms(orderOf(1))))
  t.deepEqual(orders, [orderOf(1)])
  t.regex(events[0]?.text ?? '', /from \+7701: taken/)
})

test('nothing else is carried out, and its text is told to nobody', async (t) => {
  const { serve, inbox, orders, events } = setUp()
  serve()
  for (const text of ['STX1 disable kz-17 1 noc now', 'lockout off', 'mute', '']) t.true(await inbox.take(sms(text)))
  t.deepEqual(orders, [])
  t.is(events.length, 1)
  t.false(events[0]?.text.includes('disable'))
})

test('an order in two parts is handed over once both are there, over a restart too', async (t) => {
  const [first, second] = [orderOf(1).slice(0, 100), orderOf(1).slice(100)]
  const storage = memoryStorage()
  const before = setUp(storage)
  before.serve()
  t.true(await before.inbox.take(sms(first, { reference: 3, count: 2, number: 1 })))
  t.deepEqual(before.orders, [])
  before.inbox.close()
  const after = setUp(storage)
  after.serve()
  t.true(await after.inbox.take(sms(second, { reference: 3, count: 2, number: 2 })))
  t.deepEqual(after.orders, [orderOf(1)])
})

test('an order that the interlock refuses is done with, and the reason is told', async (t) => {
  const { serve, inbox, clock, orders, events } = setUp()
  serve(() => refuse('its signature is wrong'))
  t.true(await inbox.take(sms(orderOf(1))))
  await clock.runFor(5_000)
  t.is(orders.length, 1)
  t.regex(events[0]?.text ?? '', /its signature is wrong/)
})

test('one that nobody answers is kept over a restart and handed over until it is answered', async (t) => {
  const storage = memoryStorage()
  const before = setUp(storage)
  const taken = before.inbox.take(sms(orderOf(1)))
  await before.clock.runFor(10_000)
  t.true(await taken)
  before.inbox.close()
  const after = setUp(storage)
  after.serve()
  await after.clock.runFor(3_000)
  t.deepEqual(after.orders, [orderOf(1)])
})

test('while the interlock has not read what is latched, an order waits for it', async (t) => {
  const { serve, inbox, clock, orders } = setUp()
  const end = serve(() => noAnswer('refused', 'not read'), true)
  t.true(await inbox.take(sms(orderOf(1))))
  end()
  serve()
  await clock.runFor(3_000)
  t.true(orders.length >= 2)
  const { length } = orders
  await clock.runFor(3_000)
  t.is(orders.length, length)
})

test('what cannot be kept is not taken: the network has it, and sends it again', async (t) => {
  const storage = { ...memoryStorage(), write: () => Promise.reject(new TypeError('no medium')) }
  const { clock, inbox } = setUp(storage)
  const taken = inbox.take(sms(orderOf(1)))
  await clock.runFor(10_000)
  t.false(await taken)
})

test('more than eight orders are not kept here, and a burst is handed over at a bounded rate', async (t) => {
  const { serve, inbox, clock, orders } = setUp()
  serve()
  const taken = Promise.all(Array.from({ length: 30 }, (_, counter) => inbox.take(sms(orderOf(counter)))))
  await clock.runFor(100)
  t.is(orders.length, 10)
  t.is((await taken).filter((isTaken) => isTaken).length, 18)
  await clock.runFor(30_000)
  t.is(orders.length, 18)
})
