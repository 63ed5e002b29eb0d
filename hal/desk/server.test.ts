import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { type FakeBench, fakeBench, until } from '../../test/fakes/desk-bench.ts'
import type { Level } from '../gpio.ts'
import { systemClock } from '../linux/clock.ts'
import { openUnixPort } from '../linux/tcp-port.ts'
import { seededRandom } from '../random.ts'
import { SimClock } from '../sim-clock.ts'
import { TerminalError } from '../terminal-error.ts'
import { deskGpioClient } from './gpio-client.ts'
import { deskNetworkClient } from './network-client.ts'
import { type DeskServer, serveDesk } from './server.ts'

/** Everything that these tests put on disk. */
const temporary = mkdtempSync(join(tmpdir(), 'steppelink-test-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))

const tempPath = (): string => join(mkdtempSync(join(temporary, 'desk-')), 'socket')
const serve = (path: string, bench: FakeBench): Promise<DeskServer> =>
  serveDesk({ path, gpio: bench.lines, network: bench.network, clock: systemClock })
const clientOf = (path: string) => ({
  open: openUnixPort(path, 'interlock'),
  client: 'interlock',
  clock: systemClock,
  random: seededRandom(1),
})
const connect = (path: string): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = createConnection(path, () => resolve(socket))
  })

test('only this user may connect, and the socket goes with its server', async (t) => {
  const path = tempPath()
  const server = await serve(path, fakeBench())
  t.is(statSync(path).mode & 0o777, 0o600)
  await server.close()
  t.false(existsSync(path))
})

test('a socket that nobody serves is replaced', async (t) => {
  const path = tempPath()
  const program = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  await new Promise((resolve) => spawn(process.execPath, ['-e', program]).once('close', resolve))
  t.true(existsSync(path))
  const server = await serve(path, fakeBench())
  await t.notThrowsAsync(server.close())
})

test('a socket that another twin serves is left to it', async (t) => {
  const path = tempPath()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(path, resolve))
  const error = await t.throwsAsync(serve(path, fakeBench()), { instanceOf: TerminalError })
  t.is(error.code, 'port-busy')
  other.close()
})

test('a file in its place is left alone, and a path too long is refused', async (t) => {
  const path = tempPath()
  writeFileSync(path, 'precious')
  await t.throwsAsync(serve(path, fakeBench()), { instanceOf: TerminalError })
  t.is(readFileSync(path, 'utf8'), 'precious')
  const error = await t.throwsAsync(serve(`/tmp/${'x'.repeat(120)}`, fakeBench()), { instanceOf: TerminalError })
  t.regex(error.message, /too long/)
})

test('a folder that cannot be made is named', async (t) => {
  const file = tempPath()
  writeFileSync(file, '')
  const error = await t.throwsAsync(serve(join(file, 'socket'), fakeBench()), { instanceOf: TerminalError })
  t.is(error.code, 'port-denied')
  t.true(error.message.includes(file))
})

test('hostile bytes are counted, and honest clients are served on', async (t) => {
  const path = tempPath()
  const bench = fakeBench()
  const server = await serve(path, bench)
  const hostile = await connect(path)
  hostile.write('not json\n{"do":"reboot"}\n{"do":"write","line":"horn","level":1}\n')
  hostile.end('x'.repeat(100_000))
  await until(() => server.counters().discardedBytes > 0)
  t.like(server.counters(), { badLines: 2, discardedBytes: 100_000, clients: 0 })
  t.deepEqual(bench.writes, [])
  const gpio = deskGpioClient(clientOf(path))
  await t.notThrowsAsync(gpio.openInput('lockout'))
  await gpio.close()
  await server.close()
})

test('a client that does not read is cut off', async (t) => {
  const path = tempPath()
  const bench = fakeBench()
  const server = await serve(path, bench)
  const lazy = await connect(path)
  lazy.pause()
  lazy.write('{"do":"hello","client":"lazy"}\n{"do":"open-input","id":1,"line":"lockout"}\n')
  await until(() => lazy.readableLength > 0 || server.counters().clients === 1)
  let level: Level = 0
  const flood = (): boolean => {
    for (let n = 0; n < 1000; n++) {
      level = level === 0 ? 1 : 0
      bench.setInput('lockout', level)
    }
    return server.counters().cutOffClients > 0
  }
  await until(flood)
  t.is(server.counters().cutOffClients, 1)
  lazy.destroy()
  await server.close()
})

const edges = `
import { deskGpioClient } from ${JSON.stringify(new URL('./gpio-client.ts', import.meta.url).href)}
import { systemClock } from ${JSON.stringify(new URL('../linux/clock.ts', import.meta.url).href)}
import { openUnixPort } from ${JSON.stringify(new URL('../linux/tcp-port.ts', import.meta.url).href)}
import { seededRandom } from ${JSON.stringify(new URL('../random.ts', import.meta.url).href)}
const gpio = deskGpioClient({ open: openUnixPort(process.argv[1], 'interlock'), client: 'interlock', clock: systemClock, random: seededRandom(1) })
const line = await gpio.openOutput('transmit-permit', 0)
let level = 0
systemClock.every(5, () => line.write((level ^= 1)))
`

test('the edges of a killed process end', async (t) => {
  const path = tempPath()
  const bench = fakeBench()
  const server = await serve(path, bench)
  const child = spawn(process.execPath, ['--input-type=module', '-e', edges, path])
  await until(() => bench.writes.length > 10)
  t.true(bench.writes.length > 10)
  t.is(bench.writers[0], 'interlock')
  child.kill('SIGKILL')
  await until(() => server.counters().clients === 0)
  const atDeath = bench.writes.length
  await new Promise<void>((resolve) => systemClock.after(50, resolve))
  t.is(bench.writes.length, atDeath)
  await server.close()
})

test('when the twin comes back, inputs tell what changed meanwhile and outputs are not written by themselves', async (t) => {
  const path = tempPath()
  const first = fakeBench()
  const server = await serve(path, first)
  const gpio = deskGpioClient(clientOf(path))
  const permit = await gpio.openOutput('transmit-permit', 1)
  const seen: Level[] = []
  ;(await gpio.openInput('lockout')).watch((level) => seen.push(level))
  await server.close()
  await until(() => {
    try {
      permit.write(1)
      return false
    } catch {
      return true
    }
  })
  t.is(t.throws(() => permit.write(0), { instanceOf: TerminalError }).code, 'gpio-failed')
  const second = fakeBench()
  second.setInput('lockout', 1)
  const again = await serve(path, second)
  await until(() => seen.length === 2)
  t.deepEqual(seen, [0, 1])
  t.deepEqual(second.writes, [])
  permit.write(0)
  await until(() => second.writes.length === 1)
  t.deepEqual(second.writes, ['transmit-permit 0'])
  await gpio.close()
  await again.close()
})

test('an input is unknown while the twin is away, and opened again until the twin that came back has it', async (t) => {
  const path = tempPath()
  const server = await serve(path, fakeBench())
  const gpio = deskGpioClient(clientOf(path))
  const line = await gpio.openInput('lockout')
  t.is(line.read(), 0)
  const level = (): Level | undefined => {
    try {
      return line.read()
    } catch (error) {
      t.is((error as TerminalError).code, 'gpio-failed')
      return undefined
    }
  }
  await server.close()
  await until(() => level() === undefined)
  const second = fakeBench()
  second.setInput('lockout', 1)
  let refusals = 1
  const { readInput } = second.lines
  second.lines.readInput = (name) => (refusals-- > 0 ? undefined : readInput(name))
  const again = await serve(path, second)
  await until(() => level() === 1)
  t.true(refusals < 0)
  await gpio.close()
  t.is(level(), undefined)
  await again.close()
})

test('a client may start before the twin', async (t) => {
  const path = tempPath()
  const gpio = deskGpioClient(clientOf(path))
  const opening = gpio.openInput('lockout')
  const server = await serve(path, fakeBench())
  await t.notThrowsAsync(opening)
  await gpio.close()
  await server.close()
})

test('without a twin a route and a line fail in time, saying so', async (t) => {
  const clock = new SimClock()
  const options = { ...clientOf(tempPath()), clock }
  const [gpio, network] = [deskGpioClient(options), deskNetworkClient(options)]
  const failures = [network.route('bulk', 'lte'), gpio.openInput('lockout')].map((asked) =>
    t.throwsAsync(asked, { instanceOf: TerminalError, message: /is the twin running/ }),
  )
  await clock.runFor(3000)
  t.deepEqual(
    (await Promise.all(failures)).map(({ code }) => code),
    ['network-failed', 'gpio-failed'],
  )
  await Promise.all([gpio.close(), network.close()])
})
