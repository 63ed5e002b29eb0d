import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { SerialPort } from 'serialport'
import { carrierSignal } from '../../test/fakes/carrier-signal.ts'
import { until } from '../../test/fakes/desk-bench.ts'
import { sleep } from '../clock.ts'
import type { Port } from '../port.ts'
import { seededRandom } from '../random.ts'
import { reconnectingLink } from '../reconnecting-link.ts'
import { TerminalError } from '../terminal-error.ts'
import { systemClock } from './clock.ts'
import { openPty } from './pty.ts'
import { listSerialPorts } from './serial-list.ts'
import { openFailure, openSerialPort } from './serial-port.ts'

/** Everything that these tests put on disk. */
const temporary = mkdtempSync(join(tmpdir(), 'steppelink-test-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))

const settings = { baudRate: 115200, dataBits: 8, parity: 'none', stopBits: 1 } as const
const open = (path: string): Promise<Port> => openSerialPort(path, settings, 'gnss')()
const closeOf = (port: Port): Promise<Error | undefined> => new Promise((resolve) => port.onClose(resolve))
const write = (port: Port): Promise<Error | undefined> =>
  new Promise((resolve) => port.write(Buffer.from('x'), (error) => resolve(error)))

const failure = async (opening: Promise<Port>): Promise<TerminalError> => {
  const error = await opening.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (error instanceof TerminalError) return error
  throw new Error(`expected a TerminalError, not ${error}`)
}

test.serial('an end that goes quietly closes the line, without a write and without a busy core', async (t) => {
  const pty = await openPty()
  const port = await open(pty.path)
  port.onData(() => undefined)
  const closed = closeOf(port)
  pty.hangup()
  const cause = await closed
  t.true(cause instanceof TerminalError)
  const before = process.cpuUsage()
  await sleep(systemClock, 100)
  const { user, system } = process.cpuUsage(before)
  t.true(user + system < 80_000)
})

test.serial('serialport alone does not notice an end that went quietly', async (t) => {
  const pty = await openPty()
  const native = new SerialPort({ path: pty.path, baudRate: 9600, autoOpen: false })
  await new Promise<void>((resolve) => native.open(() => resolve()))
  let isClosed = false
  native.on('close', () => {
    isClosed = true
  })
  native.resume()
  pty.hangup()
  await sleep(systemClock, 100)
  t.false(isClosed)
  native.close()
})

test('a hung-up line reports one close, however many the library emits', async (t) => {
  const pty = await openPty()
  const port = await open(pty.path)
  let closes = 0
  port.onData(() => undefined)
  const closed = new Promise<void>((resolve) =>
    port.onClose(() => {
      closes++
      resolve()
    }),
  )
  void write(port)
  pty.hangup()
  void write(port)
  await closed
  await sleep(systemClock, 50)
  t.is(closes, 1)
})

test('a write after close is answered at once, with the reason', async (t) => {
  const pty = await openPty()
  const port = await open(pty.path)
  port.close()
  const error = await write(port)
  t.true(error instanceof TerminalError)
  t.is((error as TerminalError).code, 'port-closed')
  pty.hangup()
})

test('a write that the line does not take ends when the line is closed', async (t) => {
  const pty = await openPty()
  const port = await open(pty.path)
  const stuck = new Promise<Error | undefined>((resolve) => port.write(Buffer.alloc(200_000), resolve))
  port.close()
  t.true((await stuck) instanceof TerminalError)
  pty.hangup()
})

test('the baud rate of an open line changes, and a closed one refuses', async (t) => {
  const pty = await openPty()
  const port = await open(pty.path)
  const change = (baudRate: number): Promise<Error | undefined> =>
    new Promise((resolve) => port.setBaudRate?.(baudRate, resolve))
  t.is(await change(9600), undefined)
  t.is(execFileSync('stty', ['-F', pty.path, 'speed'], { encoding: 'utf8' }).trim(), '9600')
  port.close()
  t.is(((await change(38_400)) as TerminalError).code, 'port-closed')
  pty.hangup()
})

test('a line with a terminal at its end brings every byte as it was, also at another pace', async (t) => {
  const pty = await openPty()
  const port = await openSerialPort(pty.path, { ...settings, isTerminal: true }, 'cable')()
  const all = Uint8Array.from({ length: 256 }, (_, index) => index)
  const heard: number[] = []
  port.onData((bytes) => void heard.push(...bytes))
  const marksErrors = (): boolean => {
    const flags = execFileSync('stty', ['-F', pty.path, '-a'], { encoding: 'utf8' }).split(/\s+/)
    return ['parmrk', 'inpck', '-ignpar', '-ignbrk'].every((flag) => flags.includes(flag))
  }
  await until(() => pty.hasClient())
  t.true(marksErrors())
  pty.port.write(all, () => undefined)
  await until(() => heard.length >= all.length)
  await new Promise((resolve) => port.setBaudRate?.(9600, resolve))
  t.true(marksErrors())
  pty.port.write(all, () => undefined)
  await until(() => heard.length >= 2 * all.length)
  t.deepEqual(heard, [...all, ...all])
  t.is(await write(port), undefined)
  port.close()
  pty.hangup()
})

/** A technician's line with a carrier signal, and how often it was told that it is closed, with what. */
const lineWithCarrier = async (t: ExecutionContext) => {
  const signal = carrierSignal()
  t.teardown(() => signal.end())
  const pty = await openPty()
  t.teardown(() => pty.hangup())
  const port = await openSerialPort(pty.path, { ...settings, isTerminal: true }, 'cable')()
  t.teardown(() => port.close())
  const closes: (Error | undefined)[] = []
  port.onClose((cause) => void closes.push(cause))
  return { signal, port, closes }
}

test.serial('a carrier that goes away closes the line within its poll, once', async (t) => {
  const { signal, closes } = await lineWithCarrier(t)
  await signal.become(false)
  await signal.become(true)
  await signal.become(true)
  t.deepEqual(closes, [])
  await signal.become(false)
  await until(() => closes.length > 0)
  t.like(closes[0], { code: 'port-closed', device: 'cable', retry: 'backoff' })
  await sleep(systemClock, 300)
  t.is(closes.length, 1)
})

test.serial('a line that never had a carrier is not taken for unplugged', async (t) => {
  const { signal, port, closes } = await lineWithCarrier(t)
  for (let poll = 0; poll < 3; poll++) await signal.become(false)
  t.is(await write(port), undefined)
  t.deepEqual(closes, [])
})

test.serial(
  'an error while a carrier is asked for is survived, and a carrier that goes away later is seen',
  async (t) => {
    const { signal, port, closes } = await lineWithCarrier(t)
    await signal.become(true)
    await signal.become(new Error('EIO'))
    t.is(await write(port), undefined)
    await signal.become(true)
    await signal.become(false)
    await until(() => closes.length > 0)
    t.is(closes.length, 1)
  },
)

test('closing twice is harmless', async (t) => {
  const pty = await openPty()
  const port = await open(pty.path)
  const closed = closeOf(port)
  port.close()
  port.close()
  t.is(await closed, undefined)
  pty.hangup()
})

test('a missing line is named, with what to do', async (t) => {
  const error = await failure(open('/dev/no-such-line'))
  t.like(error, { code: 'port-missing', retry: 'backoff', device: 'gnss' })
  t.regex(error.message, /\/dev\/no-such-line is not there; check the cable/)
})

test('a line that is in use is named as busy', async (t) => {
  const pty = await openPty()
  const first = await open(pty.path)
  const error = await failure(open(pty.path))
  t.is(error.code, 'port-busy')
  t.true(error.message.includes(pty.path))
  first.close()
  pty.hangup()
})

test('a file is no serial line', async (t) => {
  const path = join(mkdtempSync(join(temporary, 'serial-')), 'file')
  writeFileSync(path, '')
  t.like(await failure(open(path)), { code: 'port-failed', retry: 'never' })
})

/** Opens in a process of an ordinary user, since root may open everything. */
const openAsOrdinaryUser = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const modulePath = fileURLToPath(new URL('./serial-port.ts', import.meta.url))
    const program = `const { openSerialPort } = await import(${JSON.stringify(modulePath)})
      await openSerialPort(${JSON.stringify(path)}, ${JSON.stringify(settings)}, 'gnss')().catch((error) => console.log(error.code))`
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { ...user, cwd: '/' })
    let text = ''
    child.stdout.on('data', (bytes) => {
      text += bytes
    })
    child.on('error', reject)
    child.on('close', () => resolve(text.trim()))
  })

test('a line that the user may not open is named as denied', async (t) => {
  const pty = await openPty()
  chmodSync(pty.path, 0)
  t.is(await openAsOrdinaryUser(pty.path), 'port-denied')
  pty.hangup()
})

test('errno names fall into families', (t) => {
  const families = ['ENOENT', 'ENXIO', 'EACCES', 'EBUSY', 'EINVAL', undefined].map(openFailure)
  t.deepEqual(families, ['port-missing', 'port-missing', 'port-denied', 'port-busy', 'port-failed', 'port-failed'])
})

test('serial lines are listed without udev, and a machine without any has an empty list', (t) => {
  const folder = mkdtempSync(join(temporary, 'dev-'))
  for (const name of ['ttyUSB1', 'ttyACM0', 'tty1', 'ttyAMA0', 'rfcomm0', 'null']) writeFileSync(join(folder, name), '')
  const names = listSerialPorts(folder).map((path) => path.slice(folder.length + 1))
  t.deepEqual(names, ['rfcomm0', 'ttyACM0', 'ttyAMA0', 'ttyUSB1'])
  t.deepEqual(listSerialPorts(join(folder, 'none')), [])
})

test('a link over a pseudo-terminal survives the device being unplugged and plugged in again', async (t) => {
  const path = join(mkdtempSync(join(temporary, 'serial-')), 'gnss')
  const first = await openPty({ link: path })
  const options = { name: 'gnss', open: openSerialPort(path, settings, 'gnss'), clock: systemClock }
  const link = reconnectingLink({ ...options, random: seededRandom(1) })
  await link.opened()
  const states: string[] = []
  const reopened = new Promise<void>((resolve) =>
    link.onState((state) => {
      if (states.push(state) === 3) resolve()
    }),
  )
  first.hangup()
  const second = await openPty({ link: path })
  await reopened
  t.deepEqual(states, ['open', 'closed', 'open'])
  const arrived = new Promise<string>((resolve) => link.onData((bytes) => resolve(Buffer.from(bytes).toString())))
  while (!second.hasClient()) await sleep(systemClock, 5)
  second.port.write(Buffer.from('$GPRMC'), () => undefined)
  t.is(await arrived, '$GPRMC')
  await link.close()
  second.hangup()
})
