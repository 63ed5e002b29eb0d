import test from 'ava'
import type { Port } from './port.ts'
import { seededRandom } from './random.ts'
import { planReconnect, type ReconnectingLinkOptions, reconnectingLink } from './reconnecting-link.ts'
import { SimClock } from './sim-clock.ts'
import { TerminalError } from './terminal-error.ts'

/** A port that does what the test says, traps included. */
const fakePort = ({ answersWrites = true, hasRate = false } = {}) => {
  let data: (bytes: Uint8Array) => void = () => undefined
  let closed: (cause?: Error) => void = () => undefined
  let closes = 0
  const written: string[] = []
  const rates: number[] = []
  const port: Port = {
    ...(hasRate && {
      setBaudRate: (baudRate: number, done: () => void) => {
        rates.push(baudRate)
        if (answersWrites) done()
      },
    }),
    write: (bytes, done) => {
      written.push(Buffer.from(bytes).toString())
      if (answersWrites) done()
    },
    onData: (handler) => {
      data = handler
    },
    onClose: (handler) => {
      closed = handler
    },
    close: () => {
      closes++
      closed()
    },
  }
  return {
    port,
    written,
    rates,
    closes: () => closes,
    say: (text: string) => data(Buffer.from(text)),
    fail: (cause?: Error) => closed(cause),
  }
}
type FakePort = ReturnType<typeof fakePort>

const missing = (): TerminalError =>
  new TerminalError({ code: 'port-missing', device: 'gnss', retry: 'never', message: 'is not there' })

/** Each open takes the next entry; an error is thrown, and the last port entry repeats. */
const rig = (script: readonly (FakePort | Error)[], more: Partial<ReconnectingLinkOptions> = {}) => {
  const clock = new SimClock()
  const opensAtMs: number[] = []
  const open = async (): Promise<Port> => {
    const entry = script[Math.min(opensAtMs.length, script.length - 1)]
    opensAtMs.push(clock.nowMs())
    if (entry === undefined || entry instanceof Error) throw entry ?? missing()
    return entry.port
  }
  const link = reconnectingLink({ name: 'gnss', open, clock, random: seededRandom(1), ...more })
  return { clock, link, opensAtMs }
}
const bytes = Buffer.from('AT\r')

test('delays double from 250 ms to 10 s, a fifth either way', (t) => {
  const delayMs = (failures: number, jitter: number) => planReconnect({ failures, retry: 'backoff', jitter }).delayMs
  t.deepEqual(
    [1, 2, 3, 6, 7, 1000].map((failures) => Math.round(delayMs(failures, 0.5))),
    [250, 500, 1000, 8000, 10_000, 10_000],
  )
  t.is(delayMs(1, 0), 200)
  t.true(delayMs(1, 0.999) < 300)
})

test('what cannot work now is tried slowly from the start, and what may be tried now is tried once at once', (t) => {
  t.is(planReconnect({ failures: 1, retry: 'never', jitter: 0.5 }).delayMs, 10_000)
  t.is(planReconnect({ failures: 1, retry: 'now', jitter: 0.5 }).delayMs, 0)
  t.is(planReconnect({ failures: 2, retry: 'now', jitter: 0.5 }).delayMs, 500)
})

test('the first try tells how it went, and a missing device is still found when it is plugged in', async (t) => {
  const port = fakePort()
  const { clock, link } = rig([missing(), port])
  const first = await t.throwsAsync(link.opened(), { instanceOf: TerminalError })
  t.is(first.code, 'port-missing')
  await clock.runFor(12_000)
  await t.notThrowsAsync(link.write(bytes))
  t.deepEqual(port.written, ['AT\r'])
})

test('bytes pass, states are told with the present one first, and all is counted', async (t) => {
  const port = fakePort()
  const { clock, link } = rig([port])
  const seen: string[] = []
  link.onState((state) => seen.push(state))
  link.onData((got) => seen.push(Buffer.from(got).toString()))
  await clock.runFor(1)
  port.say('$GP')
  await link.write(bytes)
  await link.close()
  t.deepEqual(seen, ['closed', 'open', '$GP', 'closed'])
  t.deepEqual(link.counters(), { rxBytes: 3, txBytes: 3, reconnects: 0, writeErrors: 0 })
})

test('two close events of one port make one reconnect', async (t) => {
  const first = fakePort()
  const second = fakePort()
  const { clock, link, opensAtMs } = rig([first, second])
  await clock.runFor(1)
  first.fail(new Error('gone'))
  first.fail()
  await clock.runFor(1000)
  first.fail()
  await clock.runFor(20_000)
  t.is(opensAtMs.length, 2)
  t.is(link.counters().reconnects, 1)
})

test('a write that is never answered ends at its deadline, and the line is opened again', async (t) => {
  const stuck = fakePort({ answersWrites: false })
  const { clock, link } = rig([stuck, fakePort()], { writeTimeoutMs: 300 })
  await clock.runFor(1)
  const write = t.throwsAsync(link.write(bytes), { instanceOf: TerminalError })
  await clock.runFor(1000)
  t.is((await write).code, 'port-write-timeout')
  t.is(stuck.closes(), 1)
  t.like(link.counters(), { reconnects: 1, writeErrors: 1 })
})

test('a write under way when the line closes is refused at once', async (t) => {
  const stuck = fakePort({ answersWrites: false })
  const { clock, link } = rig([stuck])
  await clock.runFor(1)
  const write = t.throwsAsync(link.write(bytes), { instanceOf: TerminalError })
  stuck.fail()
  t.is((await write).code, 'port-closed')
})

test('a write while the line is down or ended is refused, never queued', async (t) => {
  const port = fakePort()
  const { clock, link } = rig([port])
  const early = await t.throwsAsync(link.write(bytes), { instanceOf: TerminalError })
  await clock.runFor(1)
  await link.close()
  const late = await t.throwsAsync(link.write(bytes), { instanceOf: TerminalError })
  t.deepEqual([early.code, late.code], ['port-closed', 'port-closed'])
  t.deepEqual(port.written, [])
  t.is(link.counters().writeErrors, 2)
})

test('a line that looks open but says nothing is opened again, and counted', async (t) => {
  const port = fakePort()
  const { clock, link } = rig([port], { silenceLimitMs: 1000 })
  await clock.runFor(900)
  port.say('x')
  await clock.runFor(900)
  t.is(link.silences(), 0)
  await clock.runFor(500)
  t.is(link.silences(), 1)
  t.is(port.closes(), 1)
  await link.close()
})

test('a line that opens but never speaks is tried ever more slowly', async (t) => {
  const { clock, link, opensAtMs } = rig([fakePort()], { silenceLimitMs: 100 })
  await clock.runFor(60_000)
  t.true(opensAtMs.length < 15)
  await link.close()
})

test('a line that spoke is opened again quickly, however long the trouble before', async (t) => {
  const port = fakePort()
  const { clock, opensAtMs } = rig([missing(), missing(), missing(), port])
  await clock.runFor(40_000)
  port.say('x')
  port.fail()
  const failedAtMs = clock.nowMs()
  await clock.runFor(400)
  t.true((opensAtMs.at(-1) ?? 0) > failedAtMs)
})

test('a port that opens after the end is closed again', async (t) => {
  const port = fakePort()
  const { clock, link, opensAtMs } = rig([port])
  await link.close()
  await clock.runFor(20_000)
  t.deepEqual([port.closes(), opensAtMs.length], [1, 1])
})

test('a changed baud rate holds for every later opening', async (t) => {
  const [first, second] = [fakePort({ hasRate: true }), fakePort({ hasRate: true })]
  const { clock, link } = rig([first, second])
  await clock.runFor(1)
  t.deepEqual(first.rates, [])
  await link.setBaudRate?.(9600)
  first.fail()
  await clock.runFor(1000)
  t.deepEqual([first.rates, second.rates], [[9600], [9600]])
})

test('a baud rate asked for while the line is down holds from the next opening', async (t) => {
  const port = fakePort({ hasRate: true })
  const { clock, link } = rig([missing(), port])
  await link.setBaudRate?.(9600)
  await clock.runFor(12_000)
  t.deepEqual(port.rates, [9600])
})

test('a line without a pace of its own refuses one for good, and one that never answers is opened again', async (t) => {
  const { clock, link } = rig([fakePort()])
  await clock.runFor(1)
  const refused = await t.throwsAsync(async () => link.setBaudRate?.(9600), { instanceOf: TerminalError })
  t.like(refused, { code: 'port-failed', retry: 'never' })
  const stuck = rig([fakePort({ hasRate: true, answersWrites: false })], { writeTimeoutMs: 300 })
  await stuck.clock.runFor(1)
  const late = t.throwsAsync(async () => stuck.link.setBaudRate?.(9600), { instanceOf: TerminalError })
  await stuck.clock.runFor(400)
  t.is((await late).code, 'port-write-timeout')
})
