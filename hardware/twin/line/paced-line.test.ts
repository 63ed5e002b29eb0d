import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import type { VirtualDevice, Wire } from '../device.ts'
import { type Fault, FaultSchedule } from '../faults.ts'
import { type Chunking, MAX_QUEUED_BYTES } from './byte-pacer.ts'
import { memoryPort } from './memory-port.ts'
import { pacedLine } from './paced-line.ts'

/** A device that only speaks when a test makes it; 1000 baud at 8N1 is 10 ms a byte. */
const onLine = ({ faults = [], chunking = 'uart' }: { faults?: Fault[]; chunking?: Chunking } = {}) => {
  const clock = new SimClock()
  const heard: number[] = []
  let wire: Wire = { send: () => undefined }
  let deviceBaudRate = 1000
  const device: VirtualDevice = {
    name: 'gnss',
    get serial() {
      return { baudRate: deviceBaudRate, dataBits: 8, parity: 'none', stopBits: 1 } as const
    },
    start: (given) => {
      wire = given
    },
    receive: (bytes) => heard.push(...bytes),
    stop: () => undefined,
  }
  const line = pacedLine({
    device,
    clock,
    random: seededRandom(5),
    faults: new FaultSchedule(clock, faults),
    chunking,
  })
  line.start()
  const say = (bytes: Uint8Array, holdMs?: number): void => wire.send(bytes, holdMs)
  const setDeviceBaudRate = (baudRate: number): void => {
    deviceBaudRate = baudRate
  }
  return { clock, line, heard, say, setDeviceBaudRate, open: memoryPort(line, 1000) }
}

const count = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index & 0xff)

/** Opens the line and notes what arrives and when. */
const listen = async (line: ReturnType<typeof onLine>) => {
  const port = await line.open()
  const chunks: { atMs: number; bytes: number[] }[] = []
  const closes: (Error | undefined)[] = []
  port.onData((bytes) => chunks.push({ atMs: line.clock.nowMs(), bytes: [...bytes] }))
  port.onClose((cause) => closes.push(cause))
  return { port, chunks, closes, bytes: () => chunks.flatMap(({ bytes }) => bytes) }
}

const held = (name: string, atMs: number, durationMs: number): Fault => ({ name, atMs, durationMs })

test('bytes arrive in order, each chunk when its last byte has had its ten bits of time', async (t) => {
  const line = onLine()
  const { chunks, bytes } = await listen(line)
  line.say(count(200))
  line.say(count(100))
  await line.clock.runFor(10_000)
  t.deepEqual(bytes(), [...count(200), ...count(100)])
  let arrived = 0
  for (const chunk of chunks) {
    arrived += chunk.bytes.length
    t.is(chunk.atMs, arrived * 10)
    t.true(chunk.bytes.length <= 64)
  }
  t.true(chunks.length > 4)
})

test('in an accelerated ride a frame comes in one to three pieces, at the same time as otherwise', async (t) => {
  const line = onLine({ chunking: 'frames' })
  const { chunks, bytes } = await listen(line)
  for (let frame = 0; frame < 100; frame++) line.say(count(20))
  await line.clock.runFor(100 * 200)
  t.is(bytes().length, 2000)
  t.is(chunks.at(-1)?.atMs, 20_000)
  t.true(chunks.length > 100 && chunks.length < 200, `${chunks.length}`)
})

test('bytes that the device holds back keep their order', async (t) => {
  const line = onLine()
  const { chunks, bytes } = await listen(line)
  line.say(Uint8Array.of(1), 100)
  line.say(Uint8Array.of(2))
  await line.clock.runFor(1000)
  t.deepEqual(bytes(), [1, 2])
  t.is(chunks[0]?.atMs, 110)
})

test('what the program writes reaches the device paced, and its buffer is free at once', async (t) => {
  const line = onLine()
  const { port } = await listen(line)
  const bytes = Uint8Array.of(7, 8)
  port.write(bytes, () => undefined)
  bytes.fill(0)
  await line.clock.runFor(9)
  t.deepEqual(line.heard, [])
  await line.clock.runFor(11)
  t.deepEqual(line.heard, [7, 8])
})

test('a device that speaks too much loses bytes and costs no memory', async (t) => {
  const line = onLine()
  await listen(line)
  for (let kilobyte = 0; kilobyte < 100; kilobyte++) line.say(count(1024))
  t.is(line.line.losses().overflowBytes, 100 * 1024 - MAX_QUEUED_BYTES)
})

test('what the device says to nobody is lost', async (t) => {
  const line = onLine()
  line.say(count(50))
  const { bytes } = await listen(line)
  await line.clock.runFor(1000)
  t.deepEqual(bytes(), [])
  t.is(line.line.losses().unheardBytes, 50)
})

test('a line has one client at a time', async (t) => {
  const line = onLine()
  const first = await line.open()
  const error = await t.throwsAsync(line.open(), { instanceOf: TerminalError })
  t.is(error.code, 'port-busy')
  first.close()
  await t.notThrowsAsync(line.open())
})

test('a silent device still hears', async (t) => {
  const line = onLine({ faults: [held('gnss-silent', 0, 500)] })
  const { port, bytes } = await listen(line)
  await line.clock.runFor(100)
  line.say(count(10))
  port.write(Uint8Array.of(9), () => undefined)
  await line.clock.runFor(500)
  t.deepEqual([bytes(), line.heard], [[], [9]])
  line.say(count(3))
  await line.clock.runFor(500)
  t.deepEqual(bytes(), [0, 1, 2])
})

test('garbage changes some chunks and leaves others, and ends with its fault', async (t) => {
  const line = onLine({ faults: [held('gnss-garbage', 0, 20_000)], chunking: 'frames' })
  const { bytes } = await listen(line)
  for (let frame = 0; frame < 50; frame++) line.say(count(30))
  await line.clock.runFor(20_000)
  const whole =
    bytes()
      .join()
      .split([...count(30)].join()).length - 1
  t.true(whole > 5 && whole < 45, `${whole} whole frames`)
  t.true(bytes().length > 1500)
  const before = bytes().length
  line.say(count(30))
  await line.clock.runFor(1000)
  t.deepEqual(bytes().slice(before), [...count(30)])
})

test('a pulled plug closes the port once, and opening finds none until it is back', async (t) => {
  const line = onLine({ faults: [held('gnss-unplug', 100, 500)] })
  const { port, closes } = await listen(line)
  line.say(count(50))
  await line.clock.runFor(200)
  t.is(closes.length, 1)
  t.is((closes[0] as TerminalError).code, 'port-closed')
  const error = await t.throwsAsync(line.open(), { instanceOf: TerminalError })
  t.deepEqual([error.code, error.retry], ['port-missing', 'backoff'])
  const refused = new Promise<Error | undefined>((resolve) => port.write(Uint8Array.of(1), resolve))
  t.true((await refused) instanceof TerminalError)
  await line.clock.runFor(500)
  t.true(line.line.isPlugged())
  const again = await listen(line)
  line.say(count(2))
  await line.clock.runFor(100)
  t.deepEqual(again.bytes(), [0, 1])
})

test('a port that its owner closes says so once and hears no more', async (t) => {
  const line = onLine()
  const { port, closes, bytes } = await listen(line)
  line.say(count(5))
  port.close()
  port.close()
  await line.clock.runFor(1000)
  t.deepEqual(closes, [undefined])
  t.deepEqual(bytes(), [])
})

test('at another rate than the device neither end understands the other, until one follows', async (t) => {
  const line = onLine()
  const { port, bytes } = await listen(line)
  line.setDeviceBaudRate(4000)
  line.say(count(40))
  port.write(count(40), () => undefined)
  await line.clock.runFor(1000)
  t.notDeepEqual(bytes(), [...count(40)])
  t.notDeepEqual(line.heard, [...count(40)])
  t.true(bytes().length > 0 && line.heard.length > 0)
  const garbled = bytes().length
  await new Promise<void>((resolve) => port.setBaudRate?.(4000, () => resolve()))
  line.say(count(40))
  await line.clock.runFor(100)
  t.deepEqual(bytes().slice(garbled), [...count(40)])
})

test('a device that changes its rate changes its pace', async (t) => {
  const line = onLine()
  const { chunks } = await listen(line)
  line.setDeviceBaudRate(10_000)
  line.say(count(100))
  await line.clock.runFor(1000)
  t.is(chunks.at(-1)?.atMs, 100)
})

test('the same seed cuts and garbles alike', async (t) => {
  const ride = async () => {
    const line = onLine({ faults: [held('gnss-garbage', 0, 9000)] })
    const { chunks } = await listen(line)
    line.say(count(500))
    await line.clock.runFor(9000)
    return chunks
  }
  t.deepEqual(await ride(), await ride())
})
