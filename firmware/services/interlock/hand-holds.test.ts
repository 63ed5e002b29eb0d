import test from 'ava'
import { bad, good, permittedDesk as permitted } from '../../../test/fakes/interlock-desk.ts'

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

const lift = { terminal: 'dish', by: 'Aigerim', forMs: 20_000, isRoofClear: true } as const

/** Held and lifted; `keep` lets time pass as long as whoever aims is there. */
const lifted = async () => {
  const desk = await permitted()
  await desk.bus.request('hand.hold', hold)
  await desk.keepGiving(given, 1_000)
  const answer = await desk.bus.request('hand.lift', lift)
  const keep = async (seconds: number): Promise<void> => {
    for (let done = 0; done < seconds; done++) {
      await desk.bus.request('hand.hold', hold)
      await desk.keepGiving(given, 1_000)
    }
  }
  const condition = () =>
    desk.heard.transmit.at(-1)?.terminals['dish']?.conditions.find(({ name }) => name === 'aim by hand')
  return { ...desk, answer, keep, condition }
}

test('a lift lets the held terminal transmit while all else holds, and ends by its time; the hold goes on', async (t) => {
  const { answer, keep, mayTransmit, heard, condition } = await lifted()
  t.true(answer.ok)
  await keep(3)
  t.true(mayTransmit('dish'))
  t.like(condition(), { isMet: true, value: 'by Aigerim, mute lifted' })
  t.true((heard.transmit.at(-1)?.lifts?.['dish'] ?? 0) > 10)
  await keep(19)
  t.false(mayTransmit('dish'))
  t.is(heard.transmit.at(-1)?.lifts, undefined)
  t.like(condition(), { isMet: false, value: 'by Aigerim' })
})

test('a lift makes no other condition any easier', async (t) => {
  const { keepGiving, mayTransmit, bus } = await lifted()
  await keepGiving(given, 1_000)
  t.true(mayTransmit('dish'))
  await keepGiving({ ...given, dish: bad }, 200)
  t.false(mayTransmit('dish'), 'not on target')
  await keepGiving(given, 1_000)
  t.true(mayTransmit('dish'))
  await bus.request('lockout.set', { do: 'lock', by: 'Bolat', reason: 'on the roof' })
  t.false(mayTransmit('dish'), 'locked out')
})

test('a lift ends with a train that moves, with a word, and with whoever aims', async (t) => {
  const moved = await lifted()
  moved.stand(undefined, { speedMps: 1 })
  await moved.clock.runFor(1)
  t.false(moved.mayTransmit('dish'))
  await moved.keep(1)
  t.false(moved.mayTransmit('dish'), 'standing again does not bring it back')

  const asked = await lifted()
  await asked.bus.request('hand.mute', { terminal: 'dish' })
  t.false(asked.mayTransmit('dish'))

  const other = await lifted()
  await other.bus.request('hand.hold', { ...hold, by: 'Bolat' })
  t.false(other.mayTransmit('dish'))
})

test('nothing is lifted without a hold by the same person, without a train that stands, or without the word', async (t) => {
  const { bus, clock, stand, mayTransmit } = await permitted()
  t.like(await bus.request('hand.lift', lift), { ok: false, reason: 'refused' })
  await bus.request('hand.hold', hold)
  t.like(await bus.request('hand.lift', { ...lift, by: 'Bolat' }), { ok: false, reason: 'refused' })
  t.like(await bus.request('hand.lift', { ...lift, forMs: 60_000 }), { ok: false, reason: 'refused' })
  t.like(await bus.request('hand.lift', { ...lift, isRoofClear: false } as never), { ok: false, reason: 'refused' })
  stand(undefined, { speedMps: 2 })
  await clock.runFor(1)
  t.like(await bus.request('hand.lift', lift), { ok: false, reason: 'refused' })
  t.false(mayTransmit('dish'))
})
