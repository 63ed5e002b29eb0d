import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test from 'ava'
import type { AuditNote } from '../../firmware/console/gate.ts'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openPty } from '../../hal/linux/pty.ts'
import { openSerialPort } from '../../hal/linux/serial-port.ts'
import type { Port } from '../../hal/port.ts'
import { seededRandom } from '../../hal/random.ts'
import { reconnectingLink } from '../../hal/reconnecting-link.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { carrierSignal } from '../fakes/carrier-signal.ts'
import { consoleInFolder, consoleOn } from '../fakes/console-host.ts'
import { Typist } from '../fakes/typist.ts'
import { Desk } from './command.ts'

const PROMPT = /dana@[a-z0-9-]+> $/

const cableSettings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1, isTerminal: true } as const

const logIn = async (path: string): Promise<Typist> => {
  const typist = new Typist(path)
  await typist.until(/Name: $/)
  await typist.say('dana\r', /Password: $/)
  await typist.say('right\r', PROMPT)
  return typist
}

/** What comes out of the other end of a line. */
const listen = (port: Port): { seen: () => string } => {
  let seen = ''
  port.onData((bytes) => {
    seen += Buffer.from(bytes).toString()
  })
  return { seen: () => seen }
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const heapBytes = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}

const CHUNKS = 40
const GROWN_AT_MOST_BYTES = 8_000_000

/** Resolves once the line knows that nobody is there. */
const left = async (link: SerialLink): Promise<void> => {
  while (
    await link.write(new Uint8Array()).then(
      () => true,
      () => false,
    )
  )
    await sleep(systemClock, 20)
}

/** Resolves once the session was locked, and says why. */
const lockedBy = async (desk: Desk, { notes }: { notes: readonly AuditNote[] }): Promise<string[]> => {
  const whys = (): string[] => notes.flatMap((note) => (note.do === 'lock' ? [note.why] : []))
  await desk.has(() => whys().length > 0)
  return whys()
}

/** Ends a session on an empty line. */
const CTRL_D = 4
/** Three of them are a BREAK, which locks. */
const NUL = 0

const noises: readonly { what: string; chunkBytes: number; isWithinOne: boolean }[] = [
  { what: 'a million bytes of noise, which soon end the session,', chunkBytes: 25_000, isWithinOne: false },
  { what: 'ten million bytes of noise within one session', chunkBytes: 250_000, isWithinOne: true },
]

for (const { what, chunkBytes, isWithinOne } of noises)
  test.serial(`${what} leave the console working and its memory flat`, async (t) => {
    t.timeout(120_000)
    const desk = new Desk(t)
    const console = await consoleInFolder(desk.folder)
    t.teardown(() => console.close())
    const typist = await logIn(console.path)
    const random = seededRandom(11)
    const key = (): number => {
      const byte = Math.floor(random.next() * 256)
      return isWithinOne && (byte === CTRL_D || byte === NUL) ? key() : byte
    }
    const heap: number[] = []
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      const before = console.link.counters().rxBytes
      typist.type(Uint8Array.from({ length: chunkBytes }, key))
      await desk.has(() => console.link.counters().rxBytes === before + chunkBytes, 30_000)
      typist.forget()
      // Only the test keeps them.
      console.notes.length = 0
      heap.push(heapBytes())
    }
    const grownBytes = Math.max(...heap.slice(-5)) - Math.min(...heap.slice(5, 10))
    t.true(grownBytes < GROWN_AT_MOST_BYTES, heap.join(' '))
    // What the noise left on the line goes first; nobody logs in anew.
    if (isWithinOne) t.regex(await typist.say('\u0003\u0015show version | include kernel\r', PROMPT), /Kernel +\d/)
    await typist.hangUp()
    await left(console.link)
    const next = await logIn(console.path)
    t.regex(await next.say('show version | include kernel\r', PROMPT), /Kernel +\d/)
    await next.hangUp()
  })

test('a line of a megabyte is one mistake, and the next line is as good as any', async (t) => {
  const desk = new Desk(t)
  const console = await consoleInFolder(desk.folder)
  t.teardown(() => console.close())
  const typist = await logIn(console.path)
  typist.type('x'.repeat(1_000_000))
  // An Enter behind it would be lost with what was typed ahead beyond all bounds.
  await desk.has(() => console.link.counters().rxBytes > 1_000_000, 30_000)
  t.regex(await typist.say('\r', PROMPT), /no word of a command/)
  t.regex(await typist.say('show version | include kernel\r', PROMPT), /Kernel +\d/)
  await typist.hangUp()
})

test('a terminal that goes away ends what runs in its session, and the next one finds the login', async (t) => {
  const desk = new Desk(t)
  const console = await consoleInFolder(desk.folder)
  t.teardown(() => console.close())
  const typist = await logIn(console.path)
  await typist.say('watch 1 show version\r', /Kernel/)
  await typist.hangUp()
  t.deepEqual(await lockedBy(desk, console), ['hang-up'])
  await (await logIn(console.path)).hangUp()
})

test('an adapter that is pulled out locks at once, and greets when it is there again', async (t) => {
  const desk = new Desk(t)
  const adapter = desk.path('ttyUSB0')
  const first = await openPty({ link: adapter })
  const open = openSerialPort(adapter, cableSettings, 'cable')
  const link = reconnectingLink({ name: 'cable', open, clock: systemClock, random: seededRandom(3) })
  await link.opened()
  const console = consoleOn(link)
  t.teardown(() => console.close())
  const before = listen(first.port)
  await desk.has(() => before.seen().endsWith('Name: '))
  first.port.write(Buffer.from('dana\rright\r'), () => undefined)
  await desk.has(() => PROMPT.test(before.seen()))
  first.hangup()
  t.deepEqual(await lockedBy(desk, console), ['hang-up'])
  const second = await openPty({ link: adapter })
  t.teardown(() => second.hangup())
  const after = listen(second.port)
  await desk.has(() => after.seen().endsWith('Name: '), 30_000)
})

test.serial('a carrier that goes away locks at once, and the line greets when it is there again', async (t) => {
  const desk = new Desk(t)
  const signal = carrierSignal()
  t.teardown(() => signal.end())
  const pty = await openPty()
  t.teardown(() => pty.hangup())
  const open = openSerialPort(pty.path, cableSettings, 'cable')
  const link = reconnectingLink({ name: 'cable', open, clock: systemClock, random: seededRandom(3) })
  await link.opened()
  const console = consoleOn(link)
  t.teardown(() => console.close())
  const heard = listen(pty.port)
  await signal.become(true)
  await desk.has(() => heard.seen().endsWith('Name: '))
  pty.port.write(Buffer.from('dana\rright\r'), () => undefined)
  await desk.has(() => PROMPT.test(heard.seen()))
  await signal.become(false)
  t.deepEqual(await lockedBy(desk, console), ['hang-up'])
  const before = heard.seen().length
  await signal.become(true)
  await desk.has(() => heard.seen().slice(before).endsWith('Name: '), 30_000)
  t.is(console.notes.filter(({ do: what }) => what === 'lock').length, 1)
})

test('a terminal that reads nothing holds up its session alone, and finds it locked', async (t) => {
  const desk = new Desk(t)
  const console = await consoleInFolder(desk.folder)
  t.teardown(() => console.close())
  const deaf = openSync(console.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  await desk.has(() => console.link.counters().txBytes > 0)
  const before = heapBytes()
  for (let line = 0; line < 50; line++) {
    const rxBytes = console.link.counters().rxBytes
    writeSync(deaf, `${'x'.repeat(1_000)}\r`)
    await desk.has(() => console.link.counters().rxBytes > rxBytes)
  }
  t.true(heapBytes() - before < GROWN_AT_MOST_BYTES)
  closeSync(deaf)
  await left(console.link)
  await (await logIn(console.path)).hangUp()
})
