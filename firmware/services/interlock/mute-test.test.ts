import test from 'ava'
import { AIM_MS, good, permittedDesk as permitted } from '../../../test/fakes/interlock-desk.ts'

const given = { array: good, dish: { ...good, isOnTarget: false } }

const testing = async (by = 'Aigerim') => {
  const desk = await permitted()
  await desk.keepGiving(given, 1_000)
  const edges = desk.line.edgesMs.length
  const asked = desk.bus.request('mute.test', { by })
  return { ...desk, asked, edges }
}

test('a mute test withdraws every permit, makes no edge, and gives back what was permitted by itself', async (t) => {
  const { asked, keepGiving, line, edges, mayTransmit, heard, modems } = await testing()
  await keepGiving(given, 1_000)
  t.is(line.edgesMs.length, edges, 'the line rests')
  t.false(mayTransmit('array'))
  const conditions = heard.transmit.at(-1)?.terminals['array']?.conditions ?? []
  t.like(
    conditions.find(({ isMet }) => !isMet),
    { name: 'mute test', value: 'by Aigerim' },
  )
  await keepGiving(given, 600)
  const answer = await asked
  t.true(answer.ok)
  if (!answer.ok) return
  const { terminals, edges: made, lineMutedAfterMs, heldMs } = answer.reply
  t.deepEqual([made, heldMs], [0, 1_500])
  t.true(lineMutedAfterMs <= 80 + AIM_MS)
  t.deepEqual(terminals, {
    array: { wasPermitted: true, withdrawnAfterMs: 0, isModemAlive: true },
    dish: { wasPermitted: false, withdrawnAfterMs: 0, isModemAlive: true },
  })
  await keepGiving(given, 1_000)
  t.true(mayTransmit('array'), 'it is back')
  t.true(line.edgesMs.length > edges)
  t.false(mayTransmit('dish'), 'a test lifts nothing')
  t.true(modems.array.told.length > 2)
})

test('while one tests no other does, and where nothing may transmit nothing is proved', async (t) => {
  const { bus, asked, keepGiving } = await testing()
  t.like(await bus.request('mute.test', { by: 'Bolat' }), { ok: false, reason: 'refused' })
  await keepGiving(given, 1_600)
  t.true((await asked).ok)
  await keepGiving({}, 200)
  t.like(await bus.request('mute.test', { by: 'Bolat' }), { ok: false, reason: 'refused' })
})

test('an interlock that is closed under a test answers, muted', async (t) => {
  const { service, asked, mayTransmit } = await testing()
  await service.close()
  t.like(await asked, { ok: false, reason: 'failed' })
  t.false(mayTransmit('array'))
})
