import test from 'ava'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { depotAnswer, OWN, setUp, stranger } from '../../../test/fakes/access-rig.ts'

/** Whose reads and writes take a turn or some, as those of a medium. */
const slowStorage = (): Storage => {
  const memory = memoryStorage()
  const later = <T>(work: () => Promise<T>): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(work())))
  return {
    ...memory,
    read: (name) => later(() => memory.read(name)),
    write: (...of) => later(() => memory.write(...of)),
  }
}

test('challenges that are asked at once have numbers of their own, and many are answered by waits that rise', async (t) => {
  const { reply, service, clock, lines } = await setUp({ storage: slowStorage() })
  const ask = (line: string) => reply('access.challenge', { line })
  const numbers = (await Promise.all([ask('ttyAMA1'), ask('rfcomm0'), ask('pts0')])).map((asked) =>
    typeof asked !== 'string' && asked.outcome === 'asked' ? asked.counter : asked,
  )
  t.deepEqual(numbers, [1, 2, 3])
  t.like(await ask('ttyAMA1'), { outcome: 'asked', counter: 4 })
  t.deepEqual(await ask('ttyAMA1'), { outcome: 'out', why: 'wait', waitS: 2 })
  await clock.runFor(2_000)
  t.like(await ask('ttyAMA1'), { outcome: 'asked', counter: 5 })
  t.deepEqual(await ask('rfcomm0'), { outcome: 'out', why: 'wait', waitS: 4 })
  t.is((await lines()).filter((line) => line.includes('challenge')).length, 5)
  await service.close()
})

test('the depot’s answer lets somebody in once, broken into lines as a phone does, and a restart ends it', async (t) => {
  const { bus, reply, challenge, service, login, lines } = await setUp()
  t.like(await login('nurlan', 'a password'), { outcome: 'out', why: 'no-users' })
  const asked = await challenge()
  t.regex(asked, /^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/)
  const answer = depotAnswer(asked, { name: 'nurlan', role: 'engineer', minutes: 480 })
  const pasted = (answer.match(/.{1,30}/g) ?? []).join('\r\n ').toLowerCase()
  t.like(await reply('access.answer', { line: 'ttyAMA1', text: pasted.slice(0, 60) }), { why: 'answer-part' })
  const admitted = await reply('access.answer', { line: 'ttyAMA1', text: pasted })
  t.like(admitted, { outcome: 'in', name: 'nurlan', now: 'engineer', forS: 28_800 })
  if (typeof admitted === 'string' || admitted.outcome !== 'in') return t.fail()
  t.like(await reply('access.answer', { line: 'ttyAMA1', text: pasted }), { why: 'answer-late' })
  t.deepEqual(await reply('access.password', { session: admitted.session, password: OWN }), { outcome: 'done' })
  t.like(await login('nurlan', OWN), { outcome: 'in', role: 'engineer' })
  t.regex((await lines()).join('\n'), /login nurlan \(engineer\) at ttyAMA1: by a challenge, signed by astana for 8 h/)
  await service.close()
  await bus.close()
  const again = await setUp()
  t.like(await again.login('nurlan', OWN), { outcome: 'out' })
  await again.service.close()
})

test('the leave of a challenge ends by the monotonic clock', async (t) => {
  const { reply, challenge, service, login, clock } = await setUp()
  const answer = depotAnswer(await challenge(), { name: 'nurlan', role: 'technician', minutes: 1 })
  const admitted = await reply('access.answer', { line: 'ttyAMA1', text: answer })
  if (typeof admitted === 'string' || admitted.outcome !== 'in') return t.fail()
  const { session } = admitted
  await reply('access.password', { session, password: OWN })
  await clock.runFor(61_000)
  t.regex(String(await reply('access.note', { session, note: { do: 'command', line: 'show links' } })), /log in again/)
  t.like(await login('nurlan', OWN), { outcome: 'out' })
  await service.close()
})

test('answers to other challenges, other trains and by other keys let nobody in', async (t) => {
  const { reply, challenge, service, clock } = await setUp()
  const leave = { name: 'nurlan', role: 'engineer' as const, minutes: 60 }
  const before = depotAnswer(await challenge(), leave)
  const now = await challenge()
  const answers = [before, depotAnswer(now, leave, { key: stranger }), depotAnswer(await challenge('rfcomm0'), leave)]
  for (const text of answers) {
    t.like(await reply('access.answer', { line: 'ttyAMA1', text }), { outcome: 'out', why: 'answer-foreign' })
    await clock.runFor(4_000)
  }
  await reply('access.answer', { line: 'ttyAMA1', text: '!' })
  t.like(await reply('access.answer', { line: 'ttyAMA2', text: '!' }), { outcome: 'out', why: 'wait' })
  await service.close()
})

test('a challenge waits an hour for its answer, and no longer', async (t) => {
  const { reply, challenge, service, clock } = await setUp()
  const leave = { name: 'nurlan', role: 'viewer' as const, minutes: 60 }
  const [early, late] = [await challenge('ttyAMA1'), await challenge('rfcomm0')]
  await clock.runFor(3_599_000)
  t.like(await reply('access.answer', { line: 'ttyAMA1', text: depotAnswer(early, leave) }), { outcome: 'in' })
  await clock.runFor(1_000)
  const asked = { line: 'rfcomm0', text: depotAnswer(late, leave) }
  t.like(await reply('access.answer', asked), { outcome: 'out', why: 'answer-late' })
  await service.close()
})
