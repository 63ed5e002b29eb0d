import test from 'ava'
import { memoryStorage } from '../../../hal/storage.ts'
import { FIRST, OWN, people, provisioning, setUp } from '../../../test/fakes/access-rig.ts'

test('the first login with the depot’s password lets nobody do anything before it is changed', async (t) => {
  const { into, login, reply, service } = await setUp({ file: provisioning(1, await people()) })
  const first = await into('aigerim', FIRST)
  t.like(first, { mustChange: true, role: 'technician', now: 'viewer' })
  const { session } = first
  const line = { session, note: { do: 'command' as const, line: 'show status' } }
  t.is(await reply('access.note', line), 'the password must be changed first')
  for (const [password, why] of [
    ['short', 'short'],
    ['x'.repeat(129), 'long'],
    ['my name is Aigerim', 'like-name'],
    [FIRST, 'same'],
  ] as const)
    t.deepEqual(await reply('access.password', { session, password }), { outcome: 'no', why })
  t.deepEqual(await reply('access.password', { session, password: OWN }), { outcome: 'done' })
  t.deepEqual(await reply('access.note', line), {})
  t.like(await login('aigerim', FIRST), { outcome: 'out', why: 'wrong' })
  t.like(await login('aigerim', OWN), { outcome: 'in', mustChange: false, now: 'technician' })
  await service.close()
})

test('a wrong name takes as long as a wrong password, and both say the same', async (t) => {
  const { login, service, lines } = await setUp({ file: provisioning(1, await people()) })
  t.deepEqual(await login('aigerim', 'a guess'), { outcome: 'out', why: 'wrong' })
  t.deepEqual(await login('my secret typed as name', 'a guess'), { outcome: 'out', why: 'wrong' })
  const log = (await lines()).join('\n')
  t.regex(log, /refusal BAD aigerim at ttyAMA1: wrong/)
  t.notRegex(log, /my secret/)
  await service.close()
})

test('failures are answered by waits that rise and are told, outlive a restart, and end', async (t) => {
  const storage = memoryStorage()
  const file = provisioning(1, await people())
  const { login, clock, service } = await setUp({ file, storage })
  for (const waitS of [undefined, 2, 4, 8, 16]) {
    t.deepEqual(await login('aigerim', 'a guess'), { outcome: 'out', why: 'wrong', ...(waitS && { waitS }) })
    if (waitS) t.deepEqual(await login('aigerim', FIRST), { outcome: 'out', why: 'wait', waitS })
    if (waitS !== 16) await clock.runFor((waitS ?? 0) * 1_000)
  }
  await service.close()
  const again = await setUp({ file, storage })
  t.like(await again.login('aigerim', FIRST), { outcome: 'out', why: 'wait' })
  await again.clock.runFor(16_000)
  t.like(await again.login('aigerim', FIRST), { outcome: 'in' })
  await again.service.close()
})

test('waits tell nobody which names there are, and what was typed as a name is kept nowhere', async (t) => {
  const records = new Map<string, Uint8Array>()
  const { login, service } = await setUp({ file: provisioning(1, await people()), storage: memoryStorage(records) })
  const answers = async (name: string) => [
    await login(name, 'a guess'),
    await login(name, 'a guess'),
    await login(name, 'x'),
  ]
  const known = await answers('aigerim')
  t.deepEqual(await answers('nobody'), known)
  t.deepEqual(await answers('my secret'), known)
  t.like(await login('daulet', 'a guess'), { why: 'wrong' })
  const kept = [...records.values()].map((bytes) => Buffer.from(bytes).toString()).join()
  t.regex(kept, /"byName":\{"/)
  t.false(kept.includes('my secret'))
  await service.close()
})

test('of a crowd that logs in at once only some wait, the others are sent away', async (t) => {
  const { login, service } = await setUp({ file: provisioning(1, await people()) })
  const crowd = await Promise.all(Array.from({ length: 12 }, (_, index) => login('aigerim', 'a guess', `tty${index}`)))
  t.is(crowd.filter((reply) => reply.outcome === 'out' && reply.why === 'busy').length, 4)
  t.like(await login('daulet', FIRST), { outcome: 'in' })
  await service.close()
})

test('attempts that come too early are noted, the first at once and the others counted, without what was typed', async (t) => {
  const { login, clock, lines, service } = await setUp({ file: provisioning(1, await people()) })
  await login('aigerim', 'a guess')
  await login('aigerim', 'a guess')
  for (let attempt = 0; attempt < 50; attempt++) await login('aigerim', 'another secret')
  const refusals = async () => (await lines()).filter((line) => line.includes('refusal'))
  t.is((await refusals()).length, 3)
  t.regex((await refusals()).at(-1) ?? '', /refusal BAD at ttyAMA1: too early$/)
  await clock.runFor(2_000)
  await login('aigerim', 'a guess')
  t.regex((await refusals()).at(-2) ?? '', /and 49 more like the last, not looked at either$/)
  t.false((await lines()).join().includes('another secret'))
  await service.close()
})

test('of a crowd, those that were sent away are noted too', async (t) => {
  const { login, lines, service } = await setUp({ file: provisioning(1, await people()) })
  await Promise.all(Array.from({ length: 12 }, (_, index) => login('aigerim', 'a guess', `tty${index}`)))
  const noted = (await lines()).join('\n')
  t.regex(noted, /refusal BAD at tty8: too many at once/)
  t.regex(noted, /and 3 more like the last/)
  await service.close()
})

test('where no terminal is left, a login is refused before it is noted as one', async (t) => {
  const { into, login, lines, service } = await setUp({ file: provisioning(1, await people()) })
  for (let port = 0; port < 8; port++) await into('daulet', FIRST, `tty${port}`)
  t.deepEqual(await login('daulet', FIRST, 'tty8'), { outcome: 'out', why: 'busy' })
  const log = (await lines()).filter((line) => line.includes('at tty8'))
  t.is(log.length, 1)
  t.regex(log.join(), /refusal BAD daulet at tty8: busy/)
  t.like(await login('daulet', FIRST, 'tty7'), { outcome: 'in' })
  await service.close()
})
