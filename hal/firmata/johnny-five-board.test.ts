import test from 'ava'
import type { MotionPart, MotionSample } from '../motion-sensor.ts'
import type { Port } from '../port.ts'
import { seededRandom } from '../random.ts'
import { SimClock } from '../sim-clock.ts'
import { TerminalError } from '../terminal-error.ts'
import { openJohnnyFiveBoard } from './johnny-five-board.ts'

const HELLO = 'f90205 f0790205 4900 f7'
const PIN = '00 01 01 01 06 01 7f'
const CAPABILITIES = `f06c ${PIN.repeat(20)} f7`
const ANALOG_MAPPING = `f06a ${'7f'.repeat(14)} 000102030405 f7`
/** x 1 g, y −0.5 g, z 2 g at 256 LSB/g, low byte first. */
const ADXL345_BYTES = '00 01 80 ff 00 02'
/** x 0.5 g, y 0, z −1 g at 16384 LSB/g; temperature; 10, 0 and −1 °/s at 131 LSB. */
const MPU6050_BYTES = '2000 0000 c000 0000 051e 0000 ff7d'

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const sevenBit = (bytes: Buffer): number[] => Array.from(bytes).flatMap((byte) => [byte & 0x7f, byte >> 7])
const reply = (address: number, register: number, data: Buffer): Buffer =>
  Buffer.from([0xf0, 0x77, ...sevenBit(Buffer.from([address, register])), ...sevenBit(data), 0xf7])

/** A scripted Firmata board on a line of memory; it answers as StandardFirmata does. */
class ScriptedBoard {
  readonly clock: SimClock
  reportsUnasked = true
  isSilent = false
  opens = 0
  written = ''
  reads = new Set<string>()
  #data: (bytes: Uint8Array) => void = () => undefined
  #close: (cause?: Error) => void = () => undefined

  constructor(clock: SimClock) {
    this.clock = clock
    clock.every(20, () => {
      if (this.reads.has('53')) this.say(reply(0x53, 0x32, bytesOf(ADXL345_BYTES)))
      if (this.reads.has('68')) this.say(reply(0x68, 0x3b, bytesOf(MPU6050_BYTES)))
    })
  }

  readonly open = async (): Promise<Port> => {
    this.opens++
    this.reads.clear()
    if (this.reportsUnasked) this.clock.after(100, () => this.say(bytesOf(HELLO)))
    return {
      write: (bytes, done) => {
        this.#receive(Buffer.from(bytes).toString('hex'))
        done()
      },
      onData: (handler) => {
        this.#data = handler
      },
      onClose: (handler) => {
        this.#close = handler
      },
      close: () => this.#close(),
    }
  }

  say(bytes: Buffer): void {
    if (!this.isSilent) this.#data(bytes)
  }

  unplug(): void {
    this.reads.clear()
    this.#close(new Error('unplugged'))
  }

  restart(): void {
    this.reads.clear()
    this.say(bytesOf(HELLO))
  }

  #receive(hex: string): void {
    this.written += `${hex} `
    if (hex === 'ff') this.reads.clear()
    if (hex.startsWith('f9')) this.say(bytesOf(HELLO))
    if (hex === 'f06bf7') this.say(bytesOf(CAPABILITIES))
    if (hex === 'f069f7') this.say(bytesOf(ANALOG_MAPPING))
    const continuousRead = /^f076(53|68)10/.exec(hex)
    if (continuousRead?.[1]) this.reads.add(continuousRead[1])
  }
}

const rig = async (
  parts: readonly MotionPart[] = ['adxl345', 'mpu6050'],
  board = new ScriptedBoard(new SimClock()),
) => {
  const { clock } = board
  const options = { name: 'imu', link: board.open, parts, rateHz: 50, clock, random: seededRandom(1) }
  const sensor = await openJohnnyFiveBoard(options)
  const samples: MotionSample[] = []
  sensor.onSample((sample) => samples.push(sample))
  return { board, clock, sensor, samples }
}

test('readings of both parts arrive in g and degrees a second, at the rate asked for', async (t) => {
  const { board, clock, sensor, samples } = await rig()
  await clock.runFor(1100)
  const adxl345 = samples.filter(({ part }) => part === 'adxl345')
  const mpu6050 = samples.filter(({ part }) => part === 'mpu6050')
  t.deepEqual(adxl345[0]?.accelerationG, [1, -0.5, 2])
  t.deepEqual(mpu6050[0]?.accelerationG, [0.5, 0, -1])
  t.deepEqual(mpu6050[0]?.rateDps, [10, 0, -1])
  t.true(adxl345.length >= 45 && mpu6050.length >= 45)
  t.regex(board.written, /f07a1400f7/)
  t.like(sensor.counters(), { reconnects: 0, timeouts: 0, rxDiscardedBytes: 0 })
  await sensor.close()
})

test('a reading that does not vary is still a reading', async (t) => {
  const { clock, sensor, samples } = await rig(['mpu6050'])
  await clock.runFor(3000)
  t.true(samples.length > 100)
  t.is(sensor.counters().timeouts, 0)
  await sensor.close()
})

test('a board that does not report unasked is asked', async (t) => {
  const board = new ScriptedBoard(new SimClock())
  board.reportsUnasked = false
  const { clock, sensor, samples } = await rig(['adxl345'], board)
  await clock.runFor(1000)
  t.true(samples.length > 10)
  await sensor.close()
})

test('an unplugged board comes back by itself, set up again', async (t) => {
  const { board, clock, sensor, samples } = await rig()
  await clock.runFor(1000)
  board.unplug()
  samples.length = 0
  await clock.runFor(1500)
  t.true(samples.some(({ part }) => part === 'adxl345') && samples.some(({ part }) => part === 'mpu6050'))
  t.is(sensor.counters().reconnects, 1)
  await sensor.close()
})

test('a board unplugged in the middle of its start is set up when it is back', async (t) => {
  const { board, clock, sensor, samples } = await rig()
  await clock.runFor(50)
  board.say(bytesOf('f90205'))
  board.unplug()
  await clock.runFor(2000)
  t.true(samples.length > 50)
  await sensor.close()
})

test('a board that restarts on an open line is set up again', async (t) => {
  const { board, clock, sensor, samples } = await rig()
  await clock.runFor(1500)
  board.restart()
  samples.length = 0
  await clock.runFor(500)
  t.true(samples.length > 20)
  t.is(board.opens, 1)
  await sensor.close()
})

test('a board that falls silent counts a timeout and is opened again', async (t) => {
  const { board, clock, sensor, samples } = await rig()
  await clock.runFor(1000)
  board.isSilent = true
  await clock.runFor(3000)
  t.is(sensor.counters().timeouts, 1)
  board.isSilent = false
  samples.length = 0
  await clock.runFor(12_000)
  t.true(samples.length > 0)
  t.true(sensor.counters().reconnects >= 1)
  await sensor.close()
})

test('a board that never says a word is given time to start, and then opened again', async (t) => {
  const board = new ScriptedBoard(new SimClock())
  board.isSilent = true
  const { clock, sensor } = await rig(['adxl345'], board)
  await clock.runFor(5500)
  t.is(sensor.counters().timeouts, 0)
  await clock.runFor(2000)
  t.is(sensor.counters().timeouts, 1)
  await sensor.close()
})

test('garbage and cut readings are counted, and give no sample', async (t) => {
  const { board, clock, sensor, samples } = await rig(['adxl345'])
  await clock.runFor(1000)
  board.reads.clear()
  samples.length = 0
  const garbage = seededRandom(7)
  board.say(Buffer.from(Array.from({ length: 5000 }, () => Math.floor(garbage.next() * 256))))
  board.say(Buffer.from([0xf7]))
  board.say(reply(0x53, 0x32, bytesOf('00 01 80 ff')))
  board.say(reply(0x53, 0x32, bytesOf(ADXL345_BYTES)).subarray(1))
  t.is(samples.length, 0)
  t.true(sensor.counters().rxDiscardedBytes > 3000)
  board.say(reply(0x53, 0x32, bytesOf(ADXL345_BYTES)))
  t.is(samples.length, 1)
  await sensor.close()
})

test('a short answer that firmata-io chokes on ends the line, not the process', async (t) => {
  const { board, clock, sensor, samples } = await rig(['adxl345'])
  await clock.runFor(1000)
  board.say(bytesOf('f0 6e 7f 00 00 f7'))
  samples.length = 0
  await clock.runFor(1500)
  t.true(samples.length > 0)
  t.is(sensor.counters().reconnects, 1)
  await sensor.close()
})

test('a line that cannot be opened rejects with its own error', async (t) => {
  const link = (): Promise<Port> =>
    Promise.reject(new TerminalError({ code: 'port-busy', device: 'imu', retry: 'backoff', message: 'in use' }))
  const options = {
    name: 'imu',
    link,
    parts: ['adxl345'] as const,
    rateHz: 50,
    clock: new SimClock(),
    random: seededRandom(1),
  }
  const error = await t.throwsAsync(openJohnnyFiveBoard(options), { instanceOf: TerminalError })
  t.is(error.code, 'port-busy')
})

test('nothing is said after the end, and the line is given back', async (t) => {
  const { board, clock, sensor, samples } = await rig()
  await clock.runFor(1000)
  await sensor.close()
  samples.length = 0
  await clock.runFor(20_000)
  t.deepEqual([samples.length, board.opens], [0, 1])
})

test.serial('johnny-five prints nothing', async (t) => {
  const printed: unknown[] = []
  const { log } = console
  console.log = (...words: unknown[]) => void printed.push(...words)
  const { clock, sensor } = await rig()
  await clock.runFor(15_000)
  await sensor.close()
  console.log = log
  t.deepEqual(printed, [])
})
