import test from 'ava'
import type { OutgoingText, SendOutcome } from '../../../drivers/cellular/cellular.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { tellAs } from '../tell.ts'
import { TextOutbox } from './text-outbox.ts'

const setUp = (storage: Storage = memoryStorage()) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const sent: OutgoingText[] = []
  let outcome: SendOutcome | 'silence' = { kind: 'sent', references: [7] }
  let canSend = true
  const sender = {
    sendText: (text: OutgoingText): Promise<SendOutcome> => {
      sent.push(text)
      return outcome === 'silence' ? new Promise(() => {}) : Promise.resolve(outcome)
    },
  }
  const outbox = new TextOutbox({
    clock,
    bus,
    storage,
    tell: tellAs('links', { clock, bus }),
    sender: () => (canSend ? sender : undefined),
  })
  const queue = (key: string) => outbox.queue({ key, to: '+7701', text: key, priority: 'alarm', validMs: 3_600_000 })
  const say = (next: SendOutcome | 'silence'): void => {
    outcome = next
  }
  const able = (is: boolean): void => {
    canSend = is
  }
  const states = (): string[] => outbox.texts().map(({ key, state }) => `${key} ${state}`)
  return { clock, outbox, sent, queue, say, able, states }
}

test('a text is sent once it is kept, and is done with when it arrived', async (t) => {
  const { clock, outbox, sent, queue, states } = setUp()
  t.true(await queue('a'))
  await clock.runFor(2_000)
  t.is(sent.length, 1)
  t.deepEqual(states(), ['a sent'])
  t.true(await outbox.report({ reference: 7, to: '+7701', outcome: 'delivered' }))
  t.deepEqual(states(), [])
  await clock.runFor(600_000)
  t.is(sent.length, 1)
})

test('without a modem that can send it waits', async (t) => {
  const { clock, sent, queue, able } = setUp()
  able(false)
  await queue('a')
  await clock.runFor(60_000)
  t.is(sent.length, 0)
  able(true)
  await clock.runFor(2_000)
  t.is(sent.length, 1)
})

test('over a restart what went is not sent again, and what waited goes', async (t) => {
  const storage = memoryStorage()
  const before = setUp(storage)
  await before.queue('a')
  await before.clock.runFor(2_000)
  before.able(false)
  await before.queue('b')
  before.outbox.close()
  const after = setUp(storage)
  await after.clock.runFor(2_000)
  t.deepEqual(
    after.sent.map(({ text }) => text),
    ['b'],
  )
  t.true(await after.outbox.report({ reference: 7, to: '+7701', outcome: 'delivered' }))
})

test('what was being sent when the power went is not sent again while a report may come', async (t) => {
  const storage = memoryStorage()
  const before = setUp(storage)
  before.say('silence')
  await before.queue('a')
  await before.clock.runFor(2_000)
  before.outbox.close()
  const after = setUp(storage)
  await after.clock.runFor(100_000)
  t.is(after.sent.length, 0)
  t.true(await after.outbox.report({ reference: 9, to: '+7701', outcome: 'delivered' }))
  await after.clock.runFor(600_000)
  t.is(after.sent.length, 0)
})

test('where nothing can be kept whoever asked is told so, and it goes all the same', async (t) => {
  const { clock, sent, queue } = setUp({ ...memoryStorage(), write: () => Promise.reject(new TypeError('no medium')) })
  t.false(await queue('a'))
  await clock.runFor(2_000)
  t.is(sent.length, 1)
})
