import test from 'ava'
import type { MotionSample, MotionSensor } from '../../hal/motion-sensor.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { monotonicMs } from '../../hal/units.ts'
import { patientMotionSensor } from './patient-sensor.ts'

const sample: MotionSample = { part: 'adxl345', atMs: monotonicMs(1), accelerationG: [0, 0, 1] }

const refused = (retry: 'never' | 'backoff'): TerminalError =>
  new TerminalError({ code: 'port-missing', device: 'imu', retry, message: 'there is no such port' })

/** A board that cannot be opened as often as it is told to; `heard` are the samples that came from it. */
const setUp = (failures: number, retry: 'never' | 'backoff' = 'backoff') => {
  const clock = new SimClock()
  let tries = 0
  let isClosed = false
  let say: (one: MotionSample) => void = () => undefined
  const counts = {
    rxBytes: 9,
    txBytes: 0,
    reconnects: 0,
    writeErrors: 0,
    rxFrames: 1,
    rxDiscardedBytes: 0,
    timeouts: 0,
  }
  const inner: MotionSensor = {
    onSample: (handler) => {
      say = handler
    },
    counters: () => counts,
    close: async () => {
      isClosed = true
    },
  }
  const open = async (): Promise<MotionSensor> => {
    if (++tries <= failures) throw refused(retry)
    return inner
  }
  const patient = patientMotionSensor({ open, clock })
  const heard: MotionSample[] = []
  patient.sensor.onSample((one) => void heard.push(one))
  return { clock, ...patient, heard, tries: () => tries, isClosed: () => isClosed, say: () => say(sample) }
}

test('its samples come as soon as it is open', async (t) => {
  const { opened, heard, say, sensor } = setUp(0)
  await opened
  say()
  t.deepEqual(heard, [sample])
  t.is(sensor.counters().rxFrames, 1)
})

test('a board that is not there yet is tried every five seconds, and the first try is told', async (t) => {
  const { clock, sensor, opened, tries, heard, say } = setUp(3)
  await t.throwsAsync(opened, { instanceOf: TerminalError })
  await clock.runFor(14_000)
  t.is(sensor.counters().rxFrames, 0)
  await clock.runFor(2_000)
  say()
  t.deepEqual(heard, [sample])
  t.is(sensor.counters().rxFrames, 1)
  await clock.runFor(60_000)
  t.is(tries(), 4)
})

test('what can never be opened is not tried again', async (t) => {
  const { clock, opened, tries } = setUp(9, 'never')
  await t.throwsAsync(opened)
  await clock.runFor(60_000)
  t.is(tries(), 1)
})

test('closed, it tries no more, and what opens all the same is closed', async (t) => {
  const waiting = setUp(9)
  await t.throwsAsync(waiting.opened)
  await waiting.sensor.close()
  await waiting.clock.runFor(60_000)
  t.is(waiting.tries(), 1)
  const late = setUp(0)
  await late.sensor.close()
  await late.opened
  t.true(late.isClosed())
})
