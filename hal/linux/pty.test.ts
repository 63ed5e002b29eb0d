import {
  closeSync,
  constants,
  existsSync,
  lchownSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { SerialPort } from 'serialport'
import { sleep } from '../clock.ts'
import type { Port } from '../port.ts'
import { TerminalError } from '../terminal-error.ts'
import { systemClock } from './clock.ts'
import { openPty, type Pty } from './pty.ts'
import { openSerialPort } from './serial-port.ts'

/** Everything that these tests put on disk. */
const temporary = mkdtempSync(join(tmpdir(), 'steppelink-test-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))

const settings = { baudRate: 115200, dataBits: 8, parity: 'none', stopBits: 1 } as const
const tempLink = (): string => join(mkdtempSync(join(temporary, 'pty-')), 'gnss')

const collect = (port: Port): { text: () => string; has: (wanted: string) => Promise<void> } => {
  let text = ''
  const waiting = new Set<() => void>()
  port.onData((bytes) => {
    text += Buffer.from(bytes).toString('latin1')
    for (const check of waiting) check()
  })
  const has = (wanted: string): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (text.includes(wanted)) resolve()
      }
      waiting.add(check)
      check()
    })
  return { text: () => text, has }
}

const until = async (isTrue: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 400 && !isTrue(); tries++) await sleep(systemClock, 5)
}
const send = (port: Port, text: string): Promise<void> =>
  new Promise((resolve, reject) =>
    port.write(Buffer.from(text, 'latin1'), (error) => (error ? reject(error) : resolve())),
  )
const connected = async (pty: Pty): Promise<Port> => {
  const client = await openSerialPort(pty.path, settings, 'client')()
  await until(() => pty.hasClient())
  return client
}

test('bytes of every value cross both ways as they are', async (t) => {
  const pty = await openPty()
  const client = await connected(pty)
  const all = String.fromCharCode(...Array.from({ length: 256 }, (_, value) => value))
  const atClient = collect(client)
  const atDevice = collect(pty.port)
  await send(pty.port, all)
  await send(client, all)
  await Promise.all([atClient.has(all), atDevice.has(all)])
  t.deepEqual([atClient.text(), atDevice.text()], [all, all])
  client.close()
  pty.hangup()
})

test('a plain program that sets nothing up finds the line raw and without echo', async (t) => {
  const pty = await openPty()
  const atDevice = collect(pty.port)
  const fd = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY)
  writeSync(fd, 'AT\r')
  await atDevice.has('AT\r')
  t.is(atDevice.text(), 'AT\r')
  closeSync(fd)
  pty.hangup()
})

test('the device goes on when its client leaves, and serves the next one without the backlog of the last', async (t) => {
  const pty = await openPty()
  const first = await connected(pty)
  await send(pty.port, 'never read')
  first.close()
  await until(() => !pty.hasClient())
  await send(pty.port, 'nobody here')
  const second = await connected(pty)
  const seen = collect(second)
  await send(pty.port, 'fresh')
  await seen.has('fresh')
  t.is(seen.text(), 'fresh')
  t.is(pty.droppedBytes(), 'nobody here'.length)
  second.close()
  pty.hangup()
})

test('a client that does not read loses bytes and costs no memory', async (t) => {
  const pty = await openPty()
  const fd = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY)
  await until(() => pty.hasClient())
  for (let kilobyte = 0; kilobyte < 200; kilobyte++) await send(pty.port, 'x'.repeat(1000))
  t.true(pty.droppedBytes() > 100_000)
  closeSync(fd)
  pty.hangup()
})

test('a hang-up reaches the client and takes the link away, and plugging in again makes a new line', async (t) => {
  const link = tempLink()
  const pty = await openPty({ link })
  t.is(readlinkSync(link), pty.path)
  const client = await openSerialPort(link, settings, 'client')()
  client.onData(() => undefined)
  const closed = new Promise<Error | undefined>((resolve) => client.onClose(resolve))
  pty.hangup()
  t.true((await closed) instanceof TerminalError)
  t.false(existsSync(link))
  const again = await openPty({ link })
  t.is(realpathSync(link), again.path)
  again.hangup()
  t.false(existsSync(link))
})

test('serialport itself sees the unplugged line fail at its next write', async (t) => {
  const pty = await openPty()
  const native = new SerialPort({ path: pty.path, baudRate: 115200, autoOpen: false })
  await new Promise<void>((resolve) => native.open(() => resolve()))
  native.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => native.once('close', () => resolve()))
  pty.hangup()
  native.write('x', () => undefined)
  await t.notThrowsAsync(closed)
})

test('a file in the place of the link is left alone', async (t) => {
  const link = tempLink()
  writeFileSync(link, 'precious')
  const error = await t.throwsAsync(openPty({ link }), { instanceOf: TerminalError })
  t.is(error.code, 'port-busy')
  t.is(readFileSync(link, 'utf8'), 'precious')
})

test('a link that leads elsewhere is left alone, also when nothing is there', async (t) => {
  for (const target of [join(temporary, 'nothing'), '/dev/null', '/dev/pts/../null']) {
    const link = tempLink()
    symlinkSync(target, link)
    const error = await t.throwsAsync(openPty({ link }), { instanceOf: TerminalError, message: /nothing of ours/ })
    t.is(error?.code, 'port-busy')
    t.is(readlinkSync(link), target)
  }
})

test('what a killed process left, a link to a pseudo-terminal that is gone, is replaced', async (t) => {
  const link = tempLink()
  symlinkSync('/dev/pts/4000000', link)
  const pty = await openPty({ link })
  t.is(readlinkSync(link), pty.path)
  pty.hangup()
})

test('a link of another user to a terminal that is in use is left alone', async (t) => {
  const link = tempLink()
  const theirs = await openPty({ link })
  t.teardown(() => theirs.hangup())
  if (process.getuid?.() !== 0) {
    t.pass('only root can give a link away')
    return
  }
  lchownSync(link, 4_321, 4_321)
  await t.throwsAsync(openPty({ link }), { instanceOf: TerminalError, message: /another user has in use/ })
  t.is(readlinkSync(link), theirs.path)
})

test('an earlier link is replaced, and a link that was taken over is not removed', async (t) => {
  const link = tempLink()
  const first = await openPty({ link })
  const second = await openPty({ link })
  first.hangup()
  t.is(readlinkSync(link), second.path)
  second.hangup()
})

test('a write after the hang-up is refused', async (t) => {
  const pty = await openPty()
  pty.hangup()
  await t.throwsAsync(send(pty.port, 'x'), { instanceOf: TerminalError })
})
