import test from 'ava'
import type { MotionSample, MotionSensor } from '../../hal/motion-sensor.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { monotonicMs } from '../../hal/units.ts'
import { patientMotionSensor } from './patient-sensor.ts'

const sample: MotionSample = { part: 'adxl345', atMs: monotonicMs(1), accelerationG: [0, 0, 1] }

const refused = (): TerminalError =>
  new TerminalError({ code: 'port-missing', device: 'imu', retry: 'backoff', message: 'there is no such port' })

/** A board that cannot be opened as often as it is told to; `heard` are the samples that came from it. */
const setUp = (failures: number) => {
  const clock = new SimClock()
  let tries = 0
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
    close: async () => undefined,
  }
  const open = async (): Promise<MotionSensor> => {
    if (++tries <= failures) throw refused()
    return inner
  }
  const patient = patientMotionSensor({ open, clock })
  const heard: MotionSample[] = []
  patient.sensor.onSample((one) => void heard.push(one))
  return { clock, ...patient, heard, tries: () => tries, say: () => say(sample) }
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
