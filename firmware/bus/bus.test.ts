import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { systemClock } from '../../hal/linux/clock.ts'
import { zmqTransport } from '../../hal/linux/zmq-transport.ts'
import { monotonicMs } from '../../hal/units.ts'
import type { Bus } from './bus.ts'
import { memoryBus } from './memory-bus.ts'
import { SocketBus } from './socket-bus.ts'
import type { TopicMessage } from './topics.ts'

/** A writer's bus and a reader's, which may be the same. */
interface Pair {
  writer: Bus
  reader: Bus
  restartWriter(): Promise<Bus>
}

const memoryPair = async (): Promise<Pair> => {
  const bus = memoryBus()
  return { writer: bus, reader: bus, restartWriter: async () => bus }
}

const socketPair = async (t: ExecutionContext): Promise<Pair> => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-bus-'))
  const transport = await zmqTransport(folder)
  const open = (run: string, services: readonly ['power'] | readonly []) =>
    SocketBus.open({ transport, services, run, clock: systemClock })
  let writer = await open('first', ['power'])
  const reader = await open('reader', [])
  t.teardown(async () => {
    await Promise.all([writer.close(), reader.close()])
    await rm(folder, { recursive: true })
  })
  const restartWriter = async (): Promise<Bus> => {
    await writer.close()
    writer = await open('second', ['power'])
    return writer
  }
  return { writer, reader, restartWriter }
}

const powerAt = (atMs: number): TopicMessage<'power'> => ({
  atMs: monotonicMs(atMs),
  isSupplyFailing: false,
  isTampered: false,
  isLockedOut: false,
  isEmergencyPressed: false,
})

/** What a reader gets, as a list and as a promise of the moment at which `isEnough`. */
const collect = (bus: Bus, isEnough: (times: number[]) => boolean): { times: number[]; enough: Promise<void> } => {
  const times: number[] = []
  const enough = new Promise<void>((resolve) => {
    bus.subscribe('power', (message) => {
      times.push(message.atMs)
      if (isEnough(times)) resolve()
    })
  })
  return { times, enough }
}

const BURST = 5_000
/** What fits neither the reader's queue nor the sockets: over them wait 1,000 at each end, and what the kernel holds. */
const LOST_AT_LEAST = 1_000

/** Calls again and again, with 1, 2 and so on, until its end. */
const trickle = (run: (count: number) => void): { end(): Promise<void> } => {
  let isOver = false
  const running = (async () => {
    for (let count = 1; !isOver; count++) {
      run(count)
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  return {
    end: () => {
      isOver = true
      return running
    },
  }
}

const forms = [
  ['in memory', memoryPair],
  ['over sockets', socketPair],
] as const

for (const [form, open] of forms) {
  test(`${form}: a reader gets what is published after it came, in order`, async (t) => {
    const { writer, reader } = await open(t)
    const first = collect(reader, (times) => times.length === 1)
    writer.publish('power', powerAt(1))
    await first.enough
    const all = collect(reader, (times) => times.at(-1) === 3)
    writer.publish('power', powerAt(2))
    writer.publish('power', powerAt(3))
    await all.enough
    t.deepEqual(all.times, [1, 2, 3])
  })

  test(`${form}: a late reader gets the last state at once`, async (t) => {
    const { writer, reader } = await open(t)
    writer.publish('power', powerAt(1))
    writer.publish('power', powerAt(2))
    const late = collect(reader, () => true)
    await late.enough
    t.deepEqual(late.times, [2])
  })

  test(`${form}: a reader that stalls loses messages of a burst and counts each, the rest comes in order`, async (t) => {
    const { writer, reader } = await open(t)
    const first = Promise.withResolvers<void>()
    const stop = reader.subscribe('power', () => first.resolve())
    writer.publish('power', powerAt(0))
    await first.promise
    stop()
    const seen = collect(reader, (times) => (times.at(-1) ?? 0) > BURST)
    // The reader shares this thread: it cannot take any before the last is sent.
    for (let at = 1; at <= BURST; at++) writer.publish('power', powerAt(at))
    const more = trickle((at) => writer.publish('power', powerAt(BURST + at)))
    await seen.enough
    await more.end()
    const dropped = reader.counters().dropped.power ?? 0
    const last = seen.times.at(-1) ?? 0
    t.true(dropped >= LOST_AT_LEAST, `${dropped}`)
    t.is(new Set(seen.times).size + dropped, last + 1)
    t.deepEqual(
      [...seen.times].sort((a, b) => a - b),
      seen.times,
    )
  })

  test(`${form}: a restarted writer is picked up again`, async (t) => {
    const { writer, reader, restartWriter } = await open(t)
    const seen = collect(reader, (times) => times.at(-1) === 9)
    writer.publish('power', powerAt(1))
    const again = await restartWriter()
    again.publish('power', powerAt(9))
    await seen.enough
    t.is(seen.times.at(-1), 9)
  })
}

test('over sockets: a second writer of the same service is refused', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-bus-'))
  const transport = await zmqTransport(folder)
  const bus = await SocketBus.open({ transport, services: ['power'], run: 'one', clock: systemClock })
  t.teardown(async () => {
    await bus.close()
    await rm(folder, { recursive: true })
  })
  await t.throwsAsync(SocketBus.open({ transport, services: ['power'], run: 'two', clock: systemClock }), {
    code: 'port-busy',
  })
})

test('over sockets: a message that does not fit its schema is counted and goes no further', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-bus-'))
  const transport = await zmqTransport(folder)
  const hostile = await transport.openWriter('power')
  const bus = await SocketBus.open({ transport, services: [], run: 'reader', clock: systemClock })
  t.teardown(async () => {
    await Promise.all([bus.close(), hostile.close()])
    await rm(folder, { recursive: true })
  })
  const asked = new Promise<void>((resolve) => hostile.onSubscriber(() => resolve()))
  const seen = collect(bus, () => true)
  await asked
  hostile.send('power', '{"run":"x"')
  hostile.send('power', JSON.stringify({ run: 'x', seq: 1, message: { atMs: 'now' } }))
  hostile.send('power', JSON.stringify({ run: 'x', seq: 2, message: powerAt(7) }))
  await seen.enough
  t.deepEqual(seen.times, [7])
  t.is(bus.counters().invalid.power, 2)
})

test('over sockets: publishing a topic of a service that runs elsewhere is our own mistake', async (t) => {
  const { reader } = await socketPair(t)
  t.throws(() => reader.publish('power', powerAt(1)), { instanceOf: TypeError })
})

test('over sockets: what a service tells in its first moments reaches a reader that waited for it', async (t) => {
  const { writer, reader, restartWriter } = await socketPair(t)
  const texts: string[] = []
  const all = new Promise<void>((resolve) => {
    reader.subscribe('power.event', ({ text }) => {
      if (texts.push(text) === 3) resolve()
    })
  })
  await writer.close()
  const next = await restartWriter()
  for (const text of ['first', 'second', 'third'])
    next.publish('power.event', { atMs: systemClock.nowMs(), severity: 'info', subject: 'supply', text, reasons: [] })
  await all
  t.deepEqual(texts, ['first', 'second', 'third'])
})
