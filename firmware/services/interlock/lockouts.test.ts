import test from 'ava'
import { good, permittedDesk as permitted } from '../../../test/fakes/interlock-desk.ts'
import { topics } from '../../bus/topics.ts'

test('a lockout by name mutes at once, outlasts a restart, and only a person lifts it', async (t) => {
  const { bus, clock, mayTransmit, storage, line } = await permitted()
  const asked = bus.request('lockout.set', { do: 'lock', by: 'Aigerim', reason: 'cable on the roof' })
  await clock.runFor(1)
  t.false(mayTransmit('array'))
  t.like(await asked, { ok: true, reply: { lockout: [{ by: 'Aigerim', reason: 'cable on the roof' }] } })
  const before = line.edgesMs.length
  const next = await permitted({ storage })
  t.false(next.mayTransmit('array'))
  t.is(line.edgesMs.length, before)
  t.is(next.heard.transmit.at(-1)?.isLockedOut, true)
  await next.bus.request('lockout.set', { do: 'unlock', by: 'Bolat' })
  await next.keepGiving({ array: good, dish: good }, 500)
  t.true(next.mayTransmit('array'))
})

test('of two who locked the roof out each lifts their own, and nothing transmits before both have', async (t) => {
  const { bus, keepGiving, mayTransmit } = await permitted()
  await bus.request('lockout.set', { do: 'lock', by: 'Aigerim', reason: 'cable on the roof' })
  await bus.request('lockout.set', { do: 'lock', by: 'Bolat', reason: 'snow' })
  t.like(await bus.request('lockout.set', { do: 'unlock', by: 'Dana' }), { ok: false, reason: 'refused' })
  await bus.request('lockout.set', { do: 'unlock', by: 'Aigerim' })
  await keepGiving({ array: good, dish: good }, 500)
  t.false(mayTransmit('array'))
  await bus.request('lockout.set', { do: 'unlock', by: 'Bolat' })
  await keepGiving({ array: good, dish: good }, 500)
  t.true(mayTransmit('array'))
})

test('who locked out, and why, is told, however long and however many they are', async (t) => {
  const { bus, clock, heard } = await permitted()
  for (const name of ['A', 'B', 'C', 'D'])
    void bus.request('lockout.set', { do: 'lock', by: name.repeat(60), reason: 'b'.repeat(120) })
  await clock.runFor(1)
  const told = topics.transmit.schema.safeParse(heard.transmit.at(-1))
  t.is(told.data?.isLockedOut, true, told.error?.message)
})
