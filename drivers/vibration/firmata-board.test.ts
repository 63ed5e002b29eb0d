import test from 'ava'
import type { MotionSample } from '../../hal/motion-sensor.ts'
import type { Port } from '../../hal/port.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { openFirmataBoard } from './firmata-board.ts'

const VERSION = 'f90206'
/** 1 g on the z axis of an ADXL345. */
const READING = 'f07753003200000000000000000000000100f7'

/** A line that a test speaks on itself. */
const onScript = async (failures: (attempt: number) => Error | undefined = () => undefined) => {
  const clock = new SimClock()
  const samples: MotionSample[] = []
  const written: string[] = []
  const attempts: number[] = []
  let say = (_hex: string): void => undefined
  let drop = (): void => undefined
  const openPort = async (): Promise<Port> => {
    attempts.push(clock.nowMs())
    const failure = failures(attempts.length)
    if (failure) throw failure
    return {
      write: (bytes, done) => {
        written.push(Buffer.from(bytes).toString('hex'))
        done()
      },
      onData: (handler) => {
        say = (hex) => handler(Buffer.from(hex, 'hex'))
      },
      onClose: (handler) => {
        drop = () => handler()
      },
      close: () => undefined,
    }
  }
  const sensor = await openFirmataBoard({
    openPort,
    parts: ['adxl345'],
    rateHz: 10,
    silentAfterMs: 2000,
    clock,
    random: seededRandom(1),
  })
  sensor.onSample((sample) => samples.push(sample))
  return { sensor, clock, samples, written, attempts, say: (hex: string) => say(hex), drop: () => drop() }
}

const missing = (): Error =>
  new TerminalError({ code: 'port-missing', device: 'imu', retry: 'backoff', message: 'not there' })

test('the parts are set up when the board says its version, as johnny-five does', async (t) => {
  const { written, say } = await onScript()
  t.deepEqual(written, ['f9'])
  say(VERSION)
  t.deepEqual(written.slice(1), [
    'ff',
    'f07a6400f7',
    'f0780000f7',
    'f07653002d000000f7',
    'f07653002d000800f7',
    'f076530031000b00f7',
    'f076531032000600f7',
  ])
})

test('a board that restarts in the middle of a ride is set up anew', async (t) => {
  const { written, say } = await onScript()
  say(VERSION + READING)
  const once = written.length
  say(VERSION)
  t.is(written.length, 2 * once - 1)
})

test('a board in its boot loader is asked again until it speaks', async (t) => {
  const { clock, written, say } = await onScript()
  await clock.runFor(1600)
  t.deepEqual(written, ['f9', 'f9', 'f9', 'f9'])
  say(VERSION)
  const after = written.length
  await clock.runFor(1600)
  t.is(written.length, after)
})

test('a sample carries the time at which its last byte arrived', async (t) => {
  const { clock, samples, say } = await onScript()
  say(VERSION)
  say(READING.slice(0, 20))
  await clock.runFor(50)
  say(READING.slice(20))
  t.deepEqual(
    samples.map(({ part, atMs, accelerationG }) => ({ part, at: Number(atMs), accelerationG })),
    [{ part: 'adxl345', at: 50, accelerationG: [0, 0, 1] }],
  )
})

test('a reply that no part of ours gave is discarded', async (t) => {
  const { samples, say, sensor } = await onScript()
  say(VERSION)
  say(READING.replace('f07753', 'f07754'))
  t.deepEqual(samples, [])
  t.is(sensor.counters().rxFrames, 1)
  t.is(sensor.counters().rxDiscardedBytes, READING.length / 2)
})

test('a line that cannot be opened at first is the caller’s to know', async (t) => {
  const error = await t.throwsAsync(onScript(missing), { instanceOf: TerminalError })
  t.is(error.code, 'port-missing')
})

test('a lost line is opened again with growing delays of at most 6 s, and quickly once it has worked', async (t) => {
  const { clock, attempts, say, drop, sensor } = await onScript((attempt) =>
    attempt > 1 && attempt < 10 ? missing() : undefined,
  )
  say(VERSION + READING)
  drop()
  await clock.runFor(40_000)
  const delays = attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0))
  t.true((delays[0] ?? 0) < 400 && (delays[3] ?? 0) > 1000, `${delays}`)
  t.true(Math.max(...delays.slice(0, 9)) <= 6000, `${delays}`)
  t.is(sensor.counters().reconnects, attempts.length - 9)
  const before = attempts.length
  say(VERSION + READING)
  drop()
  await clock.runFor(400)
  t.is(attempts.length, before + 1)
})

test('a board that sends bytes but no samples is silent', async (t) => {
  const { clock, say, sensor } = await onScript()
  say(VERSION + READING)
  for (let step = 0; step < 30; step++) {
    say('00112233')
    await clock.runFor(100)
  }
  t.is(sensor.counters().timeouts, 1)
})

test('a closed board opens nothing any more', async (t) => {
  const { clock, attempts, sensor, drop } = await onScript()
  drop()
  await sensor.close()
  await clock.runFor(60_000)
  t.is(attempts.length, 1)
})
