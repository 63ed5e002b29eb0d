import { existsSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { openPty } from '../../../hal/linux/pty.ts'
import { openSerialPort } from '../../../hal/linux/serial-port.ts'
import { seededRandom } from '../../../hal/random.ts'
import type { VirtualDevice, Wire } from '../device.ts'
import { FaultSchedule } from '../faults.ts'
import { pacedLine } from './paced-line.ts'
import { servePty } from './serve-pty.ts'

/** Everything that these tests put on disk. */
const temporary = mkdtempSync(join(tmpdir(), 'steppelink-test-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))

const settings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 } as const

const until = async (isTrue: () => boolean): Promise<boolean> => {
  for (let tries = 0; tries < 1000 && !isTrue(); tries++) await sleep(systemClock, 5)
  return isTrue()
}

/** A device that says back what it hears, served at a link of its own. */
const served = async (t: ExecutionContext) => {
  const link = join(mkdtempSync(join(temporary, 'line-')), 'gnss')
  const faults = new FaultSchedule(systemClock)
  let wire: Wire | undefined
  const device: VirtualDevice = {
    name: 'gnss',
    serial: settings,
    start: (given) => {
      wire = given
    },
    receive: (bytes) => wire?.send(bytes),
    stop: () => undefined,
  }
  const line = pacedLine({ device, clock: systemClock, random: seededRandom(1), faults })
  line.start()
  const server = await servePty({ line, link, openPty, onError: (error) => t.fail(String(error)) })
  t.teardown(() => {
    server.close()
    line.stop()
    faults.close()
  })
  return { link, faults, server }
}

const echo = async (link: string, text: string): Promise<boolean> => {
  const port = await openSerialPort(link, settings, 'client')()
  let heard = ''
  port.onData((bytes) => {
    heard += Buffer.from(bytes).toString('latin1')
  })
  // The server notices a new client with some delay, so a first answer may be lost.
  const isHeard = await until(() => {
    if (!heard.includes(text)) port.write(Buffer.from(text), () => undefined)
    return heard.includes(text)
  })
  port.close()
  return isHeard
}

test('a program at the link talks to the device, and so does the next one', async (t) => {
  const { link } = await served(t)
  t.true(await echo(link, 'first'))
  t.true(await echo(link, 'second'))
})

test('a pulled plug takes the link away, and brings a new line when it is back', async (t) => {
  const { link, faults } = await served(t)
  const before = readlinkSync(link)
  faults.add({ name: 'gnss-unplug', atMs: 0, durationMs: 100 })
  t.true(await until(() => !existsSync(link)))
  t.true(await until(() => existsSync(link)))
  t.true(before.startsWith('/dev/pts/'))
  t.true(await echo(link, 'again'))
})

test('closing removes the link, also while the plug is out', async (t) => {
  const { link, faults, server } = await served(t)
  faults.add({ name: 'gnss-unplug', atMs: 0, durationMs: 50 })
  t.true(await until(() => !existsSync(link)))
  server.close()
  await until(() => faults.active().length === 0)
  await sleep(systemClock, 20)
  t.false(existsSync(link))
})
