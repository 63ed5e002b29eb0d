import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { Desk, leavesNothing } from './command.ts'
import { freePort, isListening } from './free-port.ts'

const train = join(import.meta.dirname, '..', '..', 'hardware', 'trains', 'twin.yaml')

interface GpsdLine {
  class: string
  mode?: number
  lat?: number
  lon?: number
  release?: string
}

const jsonLines = (text: string): GpsdLine[] =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => JSON.parse(line) as GpsdLine)

test('gpspipe and cgps of Debian see the train of a ride', async (t) => {
  const desk = new Desk(t)
  const port = await freePort()
  const ride = desk.start('ride', '--for', '80s', '--gpsd-port', String(port))
  await ride.says(/first fix/)
  await ride.says(/served at/)
  const server = `127.0.0.1:${port}`
  const json = await desk.startProgram('gpspipe', '-w', '-n', '12', server).ended
  const lines = jsonLines(json.stdout)
  t.deepEqual(
    lines.slice(0, 3).map((line) => line.class),
    ['VERSION', 'DEVICES', 'WATCH'],
  )
  const fixes = lines.filter((line) => line.class === 'TPV' && line.mode === 3)
  t.true(fixes.length >= 4, json.stdout)
  for (const { lat, lon } of fixes) t.true(Math.hypot((lat ?? 0) - 51.112, (lon ?? 0) - 71.533) < 0.01, `${lat} ${lon}`)
  t.true(lines.some((line) => line.class === 'ATT'))

  const nmea = await desk.startProgram('gpspipe', '-r', '-n', '9', server).ended
  t.regex(nmea.stdout, /^\$GNRMC,\d{6}\.\d\d,A,51\d\d\.\d{5},N,071\d\d\.\d{5},E,.*\*[0-9A-F]{2}\r?$/m)
  t.regex(nmea.stdout, /^\$GNGGA,/m)

  const screen = desk.startProgram(
    'script',
    '-qefc',
    `stty cols 110 rows 40; timeout --foreground -s INT 30 cgps ${server}`,
    '/dev/null',
  )
  await screen.says(/51\.11\d+ N/)
  await screen.says(/3D/)
  await screen.end('SIGTERM')
  await ride.end('SIGINT')
  leavesNothing(t, desk)
})

test('an accelerated ride serves clients too, when it is told to', async (t) => {
  const desk = new Desk(t)
  const port = await freePort()
  const ride = desk.start('ride', '--speed', '30', '--for', '10m', '--gpsd-port', String(port))
  await ride.says(/first fix/)
  const { stdout } = await desk.startProgram('gpspipe', '-w', '-n', '10', `127.0.0.1:${port}`).ended
  t.true(
    jsonLines(stdout).some((line) => line.class === 'TPV' && line.mode === 3),
    stdout,
  )
  t.is((await ride.end('SIGINT')).status, 0)
})

test('a port that is in use is refused when it was asked for', async (t) => {
  const desk = new Desk(t)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { status, stderr } = await desk.run('ride', '--for', '5s', '--gpsd-port', String(port))
  server.close()
  t.is(status, 2)
  t.regex(stderr, new RegExp(`^steppelink: 127\\.0\\.0\\.1:${port}: cannot listen: it is in use.*\n$`))
})

const open = async (t: ExecutionContext, port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

const residentMB = (pid: number): number => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) / 256

/** Connects, sends, and hangs up; resolves when that is done. */
const bother = async (t: ExecutionContext, port: number, bytes: Uint8Array): Promise<void> => {
  const socket = await open(t, port)
  socket.resume()
  socket.end(bytes)
  await once(socket, 'close')
}

test('noise, endless lines, crowds and clients that never read leave it answering, in flat memory', async (t) => {
  const desk = new Desk(t)
  const port = await freePort()
  const gpsdOnly = ['--service', 'gpsd', '--gpsd-port', String(port), '--bus', desk.path('bus')]
  const server = desk.start('run', '--config', train, ...gpsdOnly)
  await desk.has(() => isListening(port))
  const noise = Uint8Array.from({ length: 262_144 }, (_, at) => (at * 7_919 + (at >> 5) * 104_729) & 0xff)
  const assault = async (): Promise<void> => {
    await bother(t, port, noise)
    await bother(t, port, Buffer.from(`?WATCH={"device":"${'x'.repeat(1_048_576)}"};\n`))
    for (let crowd = 0; crowd < 20; crowd++)
      await Promise.all(Array.from({ length: 50 }, () => bother(t, port, Buffer.from('?POLL;'))))
    const deaf = await open(t, port)
    deaf.pause()
    deaf.write('?WATCH={"json":true};')
    deaf.write('?POLL;'.repeat(20_000))
    await once(deaf.resume(), 'close')
  }
  await assault()
  const beforeMB = residentMB(server.pid)
  for (let again = 0; again < 3; again++) await assault()
  const grownMB = residentMB(server.pid) - beforeMB
  t.true(grownMB < 30, `${grownMB} MB more`)
  const { stdout } = await desk.startProgram('gpspipe', '-w', '-n', '4', `127.0.0.1:${port}`).ended
  t.deepEqual(
    jsonLines(stdout).map((line) => line.class),
    ['VERSION', 'DEVICES', 'WATCH', 'TPV'],
  )
  t.is((await server.end('SIGTERM')).status, 0)
  leavesNothing(t, desk)
})

test('the usual port in use is one line, and the ride goes on without', async (t) => {
  const desk = new Desk(t)
  const server = createServer().listen(2947, '127.0.0.1')
  // Somebody else having it serves as well.
  await new Promise<void>((resolve) => {
    server.once('listening', resolve)
    server.once('error', () => resolve())
  })
  const { status, stderr, stdout } = await desk.run('ride', '--for', '6s', '--json')
  server.close()
  t.is(status, 0)
  t.regex(stderr, /^steppelink: gpsd is not served: 127\.0\.0\.1:2947: cannot listen: it is in use.*\n$/)
  t.true(stdout.startsWith('{'))
})
