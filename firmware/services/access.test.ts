import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import test from 'ava'
import { type AppendLog, failedAppendLog, memoryAppendLog } from '../../hal/append-log.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../hal/storage.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { CommandReply } from '../bus/commands.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { answerSigned, answerText } from '../domain/access-answer.ts'
import { readChallenge } from '../domain/access-challenge.ts'
import { provisioningLines, provisioningText } from '../domain/provisioning.ts'
import type { Role } from '../domain/role.ts'
import { digest } from './access/digest.ts'
import { hashPassword } from './access/passwords.ts'
import { startAccess } from './access.ts'
import { publicHalf } from './ed25519.ts'

const TRAIN = 'kz8a-017'
const depot = generateKeyPairSync('ed25519').privateKey
const stranger = generateKeyPairSync('ed25519').privateKey

/** As the depot's tool would. */
const provisioning = (
  serial: number,
  users: Parameters<typeof provisioningText>[0]['users'],
  { key = depot, train = TRAIN } = {},
): string => {
  const text = provisioningText({ train, serial, users })
  return provisioningLines(text, sign(null, Buffer.from(text), key))
}

const depotAnswer = (
  challenge: string,
  leave: { name: string; role: Role; minutes: number },
  { key = depot, train = TRAIN } = {},
): string => {
  const read = readChallenge(challenge, train, digest)
  if (typeof read === 'string') throw new TypeError(read)
  return answerText(leave, sign(null, answerSigned(leave, read, train), key), digest)
}

const FIRST = 'given by the depot'
const OWN = 'chosen by the person'
/** As cheap as a train takes them. */
const terms = { logCost: 14, blockSize: 8, parallel: 1 }
const hash = hashPassword(FIRST, randomBytes(16), terms)

interface SetUp {
  storage?: Storage
  log?: AppendLog
  file?: string
  depotKeys?: Record<string, string>
  nowMs?: number
}

const setUp = async ({
  storage = memoryStorage(),
  log = memoryAppendLog(),
  file,
  depotKeys,
  nowMs = 1_000,
}: SetUp = {}) => {
  const clock = new SimClock(nowMs)
  const bus = memoryBus(clock)
  const service = await startAccess({
    clock,
    bus,
    storage,
    log,
    trainId: TRAIN,
    depotKeys: depotKeys ?? { astana: publicHalf(depot) },
    ...(file !== undefined && { provisioning: async () => file }),
    secretBytes: randomBytes,
    terms,
  })
  const login = async (name: string, secret: string, line = 'ttyAMA1'): Promise<CommandReply<'access.login'>> => {
    const answer = await bus.request('access.login', { line, name, secret })
    if (!answer.ok) throw new TypeError(answer.text)
    return answer.reply
  }
  const into = async (name: string, secret: string, line?: string) => {
    const admitted = await login(name, secret, line)
    if (admitted.outcome !== 'in') throw new TypeError(admitted.why)
    return admitted
  }
  const reply = async <C extends Parameters<typeof bus.request>[0]>(
    command: C,
    message: Parameters<typeof bus.request<C>>[1],
  ): Promise<CommandReply<C> | string> => {
    const answer = await bus.request(command, message)
    return answer.ok ? answer.reply : answer.text
  }
  const challenge = async (line = 'ttyAMA1'): Promise<string> => {
    const asked = await reply('access.challenge', { line })
    if (typeof asked === 'string' || asked.outcome === 'out') throw new TypeError(JSON.stringify(asked))
    return asked.challenge
  }
  const lines = async (): Promise<string[]> => {
    const shown = await bus.request('access.show', { count: 200 })
    return shown.ok ? shown.reply.lines : []
  }
  return { clock, bus, service, login, into, reply, challenge, lines, storage, log }
}

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

const people = async () => [
  { name: 'aigerim', role: 'technician' as const, hash: await hash },
  { name: 'daulet', role: 'engineer' as const, hash: await hash },
]

/** Daulet, in by his own password, with control. */
const withEngineer = async (given: SetUp = {}) => {
  const rig = await setUp({ file: provisioning(1, await people()), ...given })
  const { session } = await rig.into('daulet', FIRST)
  await rig.reply('access.password', { session, password: OWN })
  return { ...rig, session }
}

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

test('of a crowd that logs in at once only some wait, the others are sent away', async (t) => {
  const { login, service } = await setUp({ file: provisioning(1, await people()) })
  const crowd = await Promise.all(Array.from({ length: 12 }, (_, index) => login('aigerim', 'a guess', `tty${index}`)))
  t.is(crowd.filter((reply) => reply.outcome === 'out' && reply.why === 'busy').length, 4)
  t.like(await login('daulet', FIRST), { outcome: 'in' })
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

test('users that do not read let nobody in by password, and the depot’s file is not taken in their place', async (t) => {
  const records = new Map([['access-users', Buffer.from('{"users":')]])
  const { login, reply, service, lines } = await setUp({
    storage: memoryStorage(records as unknown as Map<string, Uint8Array>),
    file: provisioning(1, await people()),
  })
  t.deepEqual(await login('daulet', FIRST), { outcome: 'out', why: 'unread' })
  t.like(await reply('access.users', {}), { isUnread: true, users: [] })
  t.regex((await lines()).join('\n'), /provisioning file refused: the record of users is damaged/)
  await service.close()
})

test('a provisioning file is taken once, by its serial number, for this train, by a trusted key', async (t) => {
  const storage = memoryStorage()
  const users = await people()
  const names = async (file: string): Promise<string[]> => {
    const { reply, service } = await setUp({ storage, file })
    const told = await reply('access.users', {})
    await service.close()
    return typeof told === 'string' ? [told] : told.users.map(({ name }) => name)
  }
  t.deepEqual(await names(provisioning(5, users)), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(4, [])), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(6, [], { key: stranger })), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(6, [], { train: 'kz8a-018' })), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(6, []).replace('6', '7')), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(6, users.slice(1))), ['daulet'])
})

test('a file of users that never comes holds nobody up for long', async (t) => {
  const clock = new SimClock(1_000)
  const bus = memoryBus(clock)
  const never = { provisioning: () => new Promise<string>(() => undefined), secretBytes: randomBytes, terms }
  const keeping = { storage: memoryStorage(), log: memoryAppendLog(), trainId: TRAIN, depotKeys: {} }
  const starting = startAccess({ clock, bus, ...keeping, ...never })
  for (let turns = 0; turns < 12; turns++) await clock.runFor(1_000)
  const service = await starting
  t.true((await bus.request('access.challenge', { line: 'ttyAMA1' })).ok)
  await service.close()
})

test('users belong to the key that signed them: a file of another key takes none of them away, but those of a revoked key', async (t) => {
  const storage = memoryStorage()
  const users = await people()
  const nurlan = { name: 'nurlan', role: 'viewer' as const, hash: await hash }
  const both = { astana: publicHalf(depot), almaty: publicHalf(stranger) }
  const names = async (file: string, depotKeys: Record<string, string> = both): Promise<string[]> => {
    const { reply, service } = await setUp({ storage, file, depotKeys })
    const told = await reply('access.users', {})
    await service.close()
    return typeof told === 'string' ? [told] : told.users.map(({ name }) => name)
  }
  const almaty = { key: stranger }
  t.deepEqual(await names(provisioning(5, users)), ['aigerim', 'daulet'])
  t.deepEqual(await names(provisioning(1, [nurlan], almaty)), ['aigerim', 'daulet', 'nurlan'])
  t.deepEqual(await names(provisioning(6, users.slice(1))), ['daulet', 'nurlan'])
  // Aigerim is given by both, and belongs to whom named her last.
  t.deepEqual(await names(provisioning(2, [nurlan, ...users.slice(0, 1)], almaty)), ['aigerim', 'daulet', 'nurlan'])
  t.deepEqual(await names(provisioning(7, users.slice(1))), ['aigerim', 'daulet', 'nurlan'])
  const rest = { almaty: publicHalf(stranger) }
  t.deepEqual(await names(provisioning(2, []), rest), ['aigerim', 'daulet', 'nurlan'])
  t.deepEqual(await names(provisioning(3, [nurlan], almaty), rest), ['nurlan'])
})

test('who changed the password keeps it when the depot’s next file names them again', async (t) => {
  const storage = memoryStorage()
  const { service } = await withEngineer({ storage })
  await service.close()
  const again = await setUp({ storage, file: provisioning(2, await people()) })
  t.like(await again.login('daulet', OWN), { outcome: 'in', mustChange: false })
  await again.service.close()
})

test('a depot key that is trusted no more takes those with it whom it vouched for', async (t) => {
  const storage = memoryStorage()
  const { service } = await withEngineer({ storage })
  await service.close()
  const again = await setUp({ storage, depotKeys: { other: publicHalf(stranger) } })
  t.like(await again.login('daulet', OWN), { outcome: 'out', why: 'revoked' })
  await again.service.close()
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

test('how a commit ended is noted even where the session that asked is gone, and once over a restart', async (t) => {
  const storage = memoryStorage()
  const { bus, clock, service, log } = await withEngineer({ storage })
  const noted = async (from: typeof bus): Promise<string[]> => {
    const shown = await from.request('access.show', { count: 200 })
    return shown.ok ? shown.reply.lines.filter((line) => line.includes(' configuration: ')) : []
  }
  bus.publish('configuration.event', {
    atMs: clock.nowMs(),
    severity: 'info',
    subject: 'configuration',
    text: 'daulet put version 7 in force',
    reasons: ['starts again: access, console'],
    code: 'configuration-placed',
  })
  await clock.runFor(1_000)
  t.regex((await noted(bus)).join('\n'), /daulet put version 7 in force; starts again: access, console$/)
  await service.close()
  const again = { trainId: TRAIN, depotKeys: {}, secretBytes: randomBytes, terms }
  const after = await startAccess({ clock, bus, storage, log, ...again })
  await clock.runFor(1_000)
  t.is((await noted(bus)).length, 1)
  await after.close()
})

test('where nothing can be noted, people may look and nothing is changed', async (t) => {
  const cause = new TerminalError({
    code: 'storage-failed',
    device: 'log',
    retry: 'never',
    message: 'the disk is full',
  })
  const storage = memoryStorage()
  const { service } = await withEngineer({ storage })
  await service.close()
  const again = await setUp({ storage, log: failedAppendLog(cause) })
  const admitted = await again.into('daulet', OWN)
  t.like(admitted, { isUnnoted: true, now: 'viewer' })
  const { session } = admitted
  t.regex(String(await again.reply('access.control', { session })), /may only look/)
  t.regex(String(await again.reply('access.note', { session, note: { do: 'command', line: 'x' } })), /cannot be noted/)
  await again.service.close()
})

test('the chain of the log holds over restarts, and its head is signed by a key that stays', async (t) => {
  const storage = memoryStorage()
  const log = memoryAppendLog()
  const { reply, service, session } = await withEngineer({ storage, log })
  await reply('access.note', { session, note: { do: 'command', line: 'show\x1b[2Jlinks' } })
  const before = await reply('access.head', {})
  await service.close()
  const again = await setUp({ storage, log })
  const verified = await again.reply('access.verify', {})
  t.like(verified, { breaks: 0, first: 1 })
  const after = await again.reply('access.head', {})
  if (typeof before === 'string' || typeof after === 'string') return t.fail()
  t.is(after.publicKey, before.publicKey)
  t.is(after.seq, before.seq + 1)
  t.false((await again.lines()).some((line) => line.includes('\x1b')))
  await again.service.close()
})
