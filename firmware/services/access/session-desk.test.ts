import test from 'ava'
import { FIRST, OWN, withEngineer } from '../../../test/fakes/access-rig.ts'

test('each end of a session is noted in the role that it had until then', async (t) => {
  const { into, reply, lines, service, session, clock } = await withEngineer()
  await reply('access.leave', { session })
  const log = async () => (await lines()).at(-1)
  t.regex(String(await log()), /logout daulet \(engineer\) at ttyAMA1: left/)
  await into('daulet', OWN)
  await into('daulet', OWN)
  t.true((await lines()).some((line) => /logout daulet \(engineer\).*same terminal/.test(line)))
  await clock.runFor(901_000)
  t.regex(String(await log()), /logout daulet \(engineer\) at ttyAMA1: its time is over/)
  await service.close()
})

test('one terminal has control: the second looks until it takes over, and the first is told by the topic', async (t) => {
  const rig = await withEngineer()
  const { into, reply, bus, session: first, service } = rig
  const heard: string[][] = []
  bus.subscribe('sessions', ({ sessions }) => heard.push(sessions.map(({ name, now }) => `${name} ${now}`)))
  const second = await into('aigerim', FIRST, 'rfcomm0')
  await reply('access.password', { session: second.session, password: OWN })
  t.deepEqual(second.writer, { line: 'ttyAMA1', name: 'daulet' })
  const change = (session: string) =>
    reply('access.note', { session, note: { do: 'command', line: 'stow', wants: 'technician' } })
  t.regex(String(await change(second.session)), /another terminal has control/)
  t.deepEqual(await change(first), {})
  t.like(await reply('access.control', { session: second.session }), { now: 'technician', from: { name: 'daulet' } })
  t.deepEqual(await change(second.session), {})
  t.regex(String(await change(first)), /another terminal has control/)
  await rig.clock.runFor(0)
  t.deepEqual(heard.at(-1), ['daulet viewer', 'aigerim technician'])
  await service.close()
})
