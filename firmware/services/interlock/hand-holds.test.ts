import test from 'ava'
import { good, permittedDesk as permitted } from '../../../test/fakes/interlock-desk.ts'

const given = { array: good, dish: good }
const hold = { terminal: 'dish', by: 'Aigerim', forMs: 5_000 }

test('a terminal that is aimed by hand is muted at once, though tracking says that it is on target; others are not', async (t) => {
  const { bus, mayTransmit, keepGiving, heard } = await permitted()
  t.true((await bus.request('hand.hold', hold)).ok)
  t.deepEqual([mayTransmit('dish'), mayTransmit('array')], [false, true])
  await keepGiving(given, 1_000)
  t.deepEqual([mayTransmit('dish'), mayTransmit('array')], [false, true])
  t.deepEqual(heard.transmit.at(-1)?.hands, { dish: 'Aigerim' })
  t.like(
    heard.transmit.at(-1)?.terminals['dish']?.conditions.find(({ isMet }) => !isMet),
    { name: 'aim by hand', value: 'by Aigerim' },
  )
})

test('the hold ends by itself when nobody prolongs it, or when it is released', async (t) => {
  for (const isReleased of [false, true]) {
    const { bus, mayTransmit, keepGiving, heard } = await permitted()
    await bus.request('hand.hold', hold)
    await keepGiving(given, 4_000)
    await bus.request('hand.hold', hold)
    await keepGiving(given, 4_000)
    t.false(mayTransmit('dish'))
    if (isReleased) await bus.request('hand.release', { terminal: 'dish' })
    await keepGiving(given, isReleased ? 800 : 2_000)
    t.true(mayTransmit('dish'))
    t.is(heard.transmit.at(-1)?.hands, undefined)
  }
})

test('a terminal that is none cannot be held, nor any for long', async (t) => {
  const { bus } = await permitted()
  t.like(await bus.request('hand.hold', { ...hold, terminal: 'mast' }), { ok: false, reason: 'refused' })
  t.like(await bus.request('hand.hold', { ...hold, forMs: 60_000 }), { ok: false, reason: 'refused' })
})
