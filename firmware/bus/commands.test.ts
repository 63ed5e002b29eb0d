import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { systemClock } from '../../hal/linux/clock.ts'
import { zmqTransport } from '../../hal/linux/zmq-transport.ts'
import { monotonicMs } from '../../hal/units.ts'
import { refuse } from './answer.ts'
import type { Bus } from './bus.ts'
import { type CommandReply, commands } from './commands.ts'
import { memoryBus } from './memory-bus.ts'
import { SocketBus } from './socket-bus.ts'

/** The bus of who answers and of who asks, which may be the same. */
interface Pair {
  server: Bus
  caller: Bus
  restartServer(): Promise<Bus>
}

const memoryPair = async (): Promise<Pair> => {
  const bus = memoryBus(systemClock)
  return { server: bus, caller: bus, restartServer: async () => bus }
}

const busFolder = async (t: ExecutionContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-commands-'))
  t.teardown(() => rm(folder, { recursive: true }))
  return folder
}

const opener = async (t: ExecutionContext) => {
  const transport = await zmqTransport(await busFolder(t))
  return async (run: string, services: readonly ['navigation'] | readonly []): Promise<SocketBus> => {
    const bus = await SocketBus.open({ transport, services, run, clock: systemClock })
    t.teardown(() => bus.close())
    return bus
  }
}

const socketPair = async (t: ExecutionContext): Promise<Pair> => {
  const open = await opener(t)
  const server = await open('first', ['navigation'])
  const caller = await open('caller', [])
  const restartServer = async (): Promise<Bus> => {
    await server.close()
    return open('second', ['navigation'])
  }
  return { server, caller, restartServer }
}

const journeyOf = (trainNumber?: string): CommandReply<'journey.show'> => ({
  atMs: monotonicMs(1),
  state: 'running',
  ...(trainNumber && { trainNumber }),
  direction: 'up',
  coachFacing: 'unknown',
  setBy: 'crew',
})

const showing = (trainNumber?: string) => () => ({ ok: true, reply: journeyOf(trainNumber) }) as const

const SHORT = { deadlineMs: 50 }
const WAITING_LIMIT = 64
const RUNNING_LIMIT = 16

const forms = [
  ['in memory', memoryPair],
  ['over sockets', socketPair],
] as const

for (const [form, open] of forms) {
  test(`${form}: who asks gets the reply of the service that owns the command`, async (t) => {
    const { server, caller } = await open(t)
    server.handle('journey.set', async ({ trainNumber }) => ({ ok: true, reply: journeyOf(trainNumber) }))
    const answer = await caller.request('journey.set', { trainNumber: '009', direction: 'up' })
    t.deepEqual(answer, { ok: true, reply: journeyOf('009') })
  })

  test(`${form}: a request that does not fit its schema is refused with what is wrong, and reaches no handler`, async (t) => {
    const { server, caller } = await open(t)
    server.handle('journey.set', () => t.fail() as never)
    const answer = await caller.request('journey.set', { trainNumber: 'x'.repeat(17) })
    t.like(answer, { ok: false, reason: 'refused' })
    t.regex(answer.ok ? '' : answer.text, /^trainNumber: .*16/)
  })

  test(`${form}: a service may say no, and why`, async (t) => {
    const { server, caller } = await open(t)
    server.handle('journey.clear', () => refuse('no journey is set'))
    const answer = await caller.request('journey.clear', {})
    t.deepEqual(answer, { ok: false, reason: 'refused', text: 'no journey is set' })
  })

  test(`${form}: a handler that throws, or replies what the schema does not know, has failed`, async (t) => {
    const { server, caller } = await open(t)
    server.handle('journey.show', () => {
      throw new TypeError('out of rails')
    })
    server.handle('journey.clear', () => ({ ok: true, reply: { atMs: 'now' } }) as never)
    t.deepEqual(await caller.request('journey.show', {}), { ok: false, reason: 'failed', text: 'out of rails' })
    t.like(await caller.request('journey.clear', {}), { ok: false, reason: 'failed' })
  })

  test(`${form}: a request without an answer ends at its deadline, and what comes later is dropped`, async (t) => {
    const { server, caller } = await open(t)
    const late = Promise.withResolvers<ReturnType<ReturnType<typeof showing>>>()
    const stop = server.handle('journey.show', () => late.promise)
    t.like(await caller.request('journey.show', {}, SHORT), { ok: false, reason: 'timeout' })
    stop()
    late.resolve(showing('late')())
    server.handle('journey.show', showing('prompt'))
    t.deepEqual(await caller.request('journey.show', {}), { ok: true, reply: journeyOf('prompt') })
  })

  test(`${form}: a command that its service does not answer has no server`, async (t) => {
    const { server, caller } = await open(t)
    server.handle('journey.show', showing())()
    t.like(await caller.request('journey.show', {}), { ok: false, reason: 'no-server' })
  })

  test(`${form}: a second handler of the same command is our own mistake`, async (t) => {
    const { server } = await open(t)
    server.handle('journey.show', showing())
    t.throws(() => server.handle('journey.show', showing()), { instanceOf: TypeError })
  })

  test(`${form}: a server that restarts is found again`, async (t) => {
    const { server, caller, restartServer } = await open(t)
    const stop = server.handle('journey.show', showing('first'))
    await caller.request('journey.show', {})
    stop()
    const again = await restartServer()
    again.handle('journey.show', showing('second'))
    // One that is sent before the end of the old connection is noticed goes with it, and nobody knows whether it was done.
    const first = await caller.request('journey.show', {})
    const answer = first.ok ? first : await caller.request('journey.show', {})
    t.deepEqual(answer, { ok: true, reply: journeyOf('second') })
  })

  test(`${form}: no more than ${WAITING_LIMIT} requests wait, one more is told so`, async (t) => {
    const { server, caller } = await open(t)
    server.handle('journey.show', () => new Promise(() => {}))
    const asked = Array.from({ length: WAITING_LIMIT }, () => caller.request('journey.show', {}))
    t.like(await caller.request('journey.show', {}), { ok: false, reason: 'busy' })
    await caller.close()
    for (const answer of await Promise.all(asked)) t.false(answer.ok)
  })

  test(`${form}: a server carries out no more than ${RUNNING_LIMIT} requests at a time`, async (t) => {
    const { server, caller } = await open(t)
    server.handle('journey.show', () => new Promise(() => {}))
    const asked = Array.from({ length: RUNNING_LIMIT + 1 }, () => caller.request('journey.show', {}))
    t.like(await Promise.race(asked), { ok: false, reason: 'busy' })
    await caller.close()
  })
}

test('over sockets: a request that nobody takes is not carried out by who comes after its deadline', async (t) => {
  const open = await opener(t)
  const caller = await open('caller', [])
  t.like(await caller.request('journey.clear', {}, SHORT), { ok: false, reason: 'no-server' })
  const server = await open('late', ['navigation'])
  server.handle('journey.clear', () => t.fail() as never)
  server.handle('journey.show', showing())
  t.true((await caller.request('journey.show', {})).ok)
})

test('over sockets: a request is taken by a server that comes before its deadline', async (t) => {
  const open = await opener(t)
  const caller = await open('caller', [])
  const asked = caller.request('journey.show', {})
  const server = await open('late', ['navigation'])
  server.handle('journey.show', showing())
  t.true((await asked).ok)
})

test('over sockets: a request that is read after its deadline is dropped, and what is no request is counted', async (t) => {
  const transport = await zmqTransport(await busFolder(t))
  const server = await SocketBus.open({ transport, services: ['navigation'], run: 'one', clock: systemClock })
  const client = transport.openClient('navigation')
  t.teardown(() => Promise.all([client.close(), server.close()]))
  let shown = 0
  server.handle('journey.show', () => {
    shown += 1
    return showing()()
  })
  const replied = new Promise<string>((resolve) => client.onReply(resolve))
  const request = { id: 1, command: 'journey.show', message: {} }
  const untilMs = systemClock.nowMs()
  while (!(await client.send('{"id":'))) await new Promise((resolve) => setImmediate(resolve))
  await client.send(JSON.stringify({ ...request, untilMs, command: 'constructor' }))
  await client.send(JSON.stringify({ ...request, untilMs: untilMs - 1 }))
  await client.send(JSON.stringify({ ...request, untilMs: untilMs + 60_000, id: 2 }))
  t.is(JSON.parse(await replied).id, 2)
  t.is(shown, 1)
  t.is(server.counters().invalidCommands, 2)
})

test('over sockets: a second server of the same service is refused', async (t) => {
  const open = await opener(t)
  await open('one', ['navigation'])
  await t.throwsAsync(open('two', ['navigation']), { code: 'port-busy' })
})

test('over sockets: answering for a service that runs elsewhere is our own mistake', async (t) => {
  const { caller } = await socketPair(t)
  t.throws(() => caller.handle('journey.show', showing()), { instanceOf: TypeError })
})

test('what people give as their name or reason is one line that shows as it is', (t) => {
  const lock = commands['lockout.set'].request
  const isTaken = (reason: string): boolean => lock.safeParse({ do: 'lock', by: 'Айгерім', reason }).success
  t.true(isTaken('кабель антенны: 2 × 40 m'))
  for (const reason of ['a\nroof-work lockout: off', 'a\u001b[2J', 'a\u202eb', ' ', ''])
    t.false(isTaken(reason), reason)
})
