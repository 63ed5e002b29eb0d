import test from 'ava'
import { depotAnswer, FIRST, OWN, withEngineer } from '../../../test/fakes/access-rig.ts'

test('engineers add, change and remove users, but neither themselves nor the last engineer', async (t) => {
  const { reply, session, service, login, lines } = await withEngineer()
  const user = (asked: object) => reply('access.user', { session, ...asked } as never)
  t.deepEqual(await user({ do: 'add', name: 'Nurlan', role: 'viewer', password: OWN }), { outcome: 'no', why: 'name' })
  t.deepEqual(await user({ do: 'add', name: 'ru', role: 'viewer', password: OWN }), { outcome: 'no', why: 'reserved' })
  t.deepEqual(await user({ do: 'add', name: 'nurlan', role: 'viewer', password: 'short' }), {
    outcome: 'no',
    why: 'short',
  })
  t.deepEqual(await user({ do: 'add', name: 'nurlan', role: 'viewer', password: FIRST }), { outcome: 'done' })
  t.deepEqual(await user({ do: 'add', name: 'nurlan', role: 'viewer', password: FIRST }), {
    outcome: 'no',
    why: 'exists',
  })
  t.like(await login('nurlan', FIRST, 'rfcomm0'), { outcome: 'in', mustChange: true })
  t.deepEqual(await user({ do: 'role', name: 'daulet', role: 'viewer' }), { outcome: 'no', why: 'yourself' })
  t.deepEqual(await user({ do: 'remove', name: 'daulet' }), { outcome: 'no', why: 'yourself' })
  t.deepEqual(await user({ do: 'role', name: 'nurlan', role: 'technician' }), { outcome: 'done' })
  t.deepEqual(await user({ do: 'remove', name: 'nurlan' }), { outcome: 'done' })
  t.like(await login('nurlan', FIRST, 'rfcomm0'), { outcome: 'out', why: 'wrong' })
  const log = (await lines()).join('\n')
  t.regex(log, /users daulet \(engineer\) at ttyAMA1: adds viewer nurlan/)
  for (const secret of [FIRST, OWN, '$scrypt']) t.false(log.includes(secret))
  await service.close()
})

test('who was let in by a challenge makes no users, and an engineer ends that leave', async (t) => {
  const { reply, challenge, session } = await withEngineer()
  const letIn = async (line: string) => {
    const answer = depotAnswer(await challenge(line), { name: 'nurlan', role: 'engineer', minutes: 480 })
    return reply('access.answer', { line, text: answer })
  }
  const guest = await letIn('rfcomm0')
  t.like(guest, { outcome: 'in' })
  const guestSession = typeof guest !== 'string' && guest.outcome === 'in' ? guest.session : ''
  await reply('access.control', { session: guestSession })
  const added = await reply('access.user', {
    session: guestSession,
    do: 'add',
    name: 'zhanna',
    role: 'viewer',
    password: OWN,
  })
  t.regex(String(added), /makes no users/)
  await reply('access.control', { session })
  t.deepEqual(await reply('access.user', { session, do: 'remove', name: 'nurlan' }), { outcome: 'done' })
  const users = await reply('access.users', {})
  t.deepEqual(typeof users !== 'string' && users.granted, [])
})
