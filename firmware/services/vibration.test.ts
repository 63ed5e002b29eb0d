import test from 'ava'
import type { MotionSample } from '../../hal/motion-sensor.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { fakeMotion, listen } from '../../test/fakes/drivers.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { startVibration } from './vibration.ts'

const PERIOD_MS = 10

const setUp = (storage = memoryStorage()) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const { sensor, say, isClosed } = fakeMotion()
  const board = {
    sensor,
    mount: { yawDeg: 90, pitchDeg: 0, rollDeg: 0 },
    rateHz: 100,
    limits: {
      rangeG: { adxl345: 16, mpu6050: 2 },
      rangeDps: { mpu6050: 250 },
      validBandHz: [0.1, 50] as const,
      bandwidthHz: { adxl345: 50, mpu6050: 260 },
    },
  }
  const service = startVibration({ clock, bus, boards: { imu: board }, motionHz: 20, storage })
  const sample = (xG: number, part: MotionSample['part'] = 'adxl345'): void =>
    say({ part, atMs: clock.nowMs(), accelerationG: [xG, 0, -1] })
  /** Samples at 100 Hz of a coach that shakes along x by `amplitudeG` at 5 Hz; without one it repeats itself. */
  const sampleFor = async (seconds: number, amplitudeG?: number): Promise<void> => {
    for (let done = 0; done < seconds * 100; done++) {
      sample(amplitudeG === undefined ? 0.5 : amplitudeG * Math.sin((2 * Math.PI * 5 * clock.nowMs()) / 1000))
      await clock.runFor(PERIOD_MS)
    }
  }
  const heard = {
    readings: listen(bus, 'vibration'),
    events: listen(bus, 'vibration.event'),
    motion: listen(bus, 'motion'),
  }
  const health = listen(bus, 'vibration.health')
  return { clock, bus, service, say, sample, sampleFor, isClosed, health, ...heard }
}

test('each part of a board has its own reading, gravity removed, once a second', async (t) => {
  const { sample, sampleFor, readings } = setUp()
  sample(0.1, 'mpu6050')
  await sampleFor(6, 0.2)
  t.is(readings.length, 6)
  t.deepEqual(Object.keys(readings.at(-1)?.sensors ?? {}).sort(), ['imu.adxl345', 'imu.mpu6050'])
  const { state, rms1sG } = readings.at(-1)?.sensors['imu.adxl345'] ?? {}
  t.is(state, 'ok')
  t.true(Math.abs((rms1sG ?? 0) - 0.2 / Math.SQRT2) < 0.02)
})

test('a part that repeats one value is told as stuck once, and once that it samples again', async (t) => {
  const { sampleFor, events, readings } = setUp()
  await sampleFor(2, 0.1)
  await sampleFor(4)
  t.is(readings.at(-1)?.sensors['imu.adxl345']?.state, 'stuck')
  await sampleFor(3, 0.1)
  t.deepEqual(
    events.map(({ subject, severity }) => [subject, severity]),
    [
      ['imu.adxl345', 'warning'],
      ['imu.adxl345', 'info'],
    ],
  )
  t.regex(events[0]?.text ?? '', /stuck/)
})

for (const [state, at] of [
  ['zeros', () => ({ xG: 0, zG: 0 })],
  ['clipping', (ms: number) => ({ xG: 16 * Math.sign(Math.sin(ms)), zG: -1 })],
] as const)
  test(`a part that is ${state} hands on no samples, and is told once`, async (t) => {
    const { clock, say, sampleFor, events, readings, motion } = setUp()
    await sampleFor(2, 0.1)
    const before = motion.length
    for (let done = 0; done < 800; done++) {
      const { xG, zG } = at(clock.nowMs())
      say({ part: 'adxl345', atMs: clock.nowMs(), accelerationG: [xG, 0, zG] })
      await clock.runFor(PERIOD_MS)
    }
    t.is(readings.at(-1)?.sensors['imu.adxl345']?.state, state)
    t.true(motion.length - before <= 1)
    t.deepEqual(
      events.map(({ subject, severity }) => [subject, severity]),
      [['imu.adxl345', 'warning']],
    )
  })

test('a board at half its rate hands on no samples, and is told once', async (t) => {
  const { clock, sample, events, motion } = setUp()
  for (let done = 0; done < 500; done++) {
    sample(0.1 * Math.sin(clock.nowMs()))
    await clock.runFor(2 * PERIOD_MS)
  }
  const before = motion.length
  for (let done = 0; done < 100; done++) {
    sample(0.1 * Math.sin(clock.nowMs()))
    await clock.runFor(2 * PERIOD_MS)
  }
  t.is(motion.length, before)
  t.deepEqual(
    events.map(({ text }) => text),
    ['its samples come at another rate than was set'],
  )
})

test('a part that falls silent is told once', async (t) => {
  const { clock, sampleFor, events, readings } = setUp()
  await sampleFor(2, 0.1)
  await clock.runFor(10_000)
  t.deepEqual(
    events.map(({ text }) => text),
    ['no samples'],
  )
  t.is(readings.at(-1)?.sensors['imu.adxl345']?.state, 'silent')
})

test('a board has no checksums to fail, its other counters are published', async (t) => {
  const { clock, health } = setUp()
  await clock.runFor(2_000)
  t.like(health[0]?.devices['imu'], { rxBytes: 100, rxFrames: 10, checksumErrors: 0 })
})

test('closing ends the readings and closes the board', async (t) => {
  const { clock, service, sampleFor, readings, isClosed } = setUp()
  await sampleFor(1, 0.1)
  await service.close()
  await clock.runFor(5_000)
  t.is(readings.length, 1)
  t.true(isClosed())
})

test('samples are handed on in the body frame, each once, while their part is well', async (t) => {
  const { sampleFor, motion } = setUp()
  await sampleFor(2, 0.1)
  const samples = motion.flatMap(({ parts }) => parts['imu.adxl345']?.samples ?? [])
  t.is(samples.length, 200)
  t.is(new Set(samples.map(({ atMs }) => atMs)).size, 200)
  // The board is turned by 90° to the right: its x is the coach's y.
  const [first] = samples.slice(5)
  t.true(Math.abs(first?.accelerationG[0] ?? 1) < 1e-9 && Math.abs(first?.accelerationG[1] ?? 0) > 0.05)
  t.is(first?.accelerationG[2], -1)
})

test('a part that sticks hands on no samples', async (t) => {
  const { sampleFor, motion } = setUp()
  await sampleFor(3)
  t.is(motion.flatMap(({ parts }) => parts['imu.adxl345']?.samples ?? []).length, 1)
  const before = motion.length
  await sampleFor(1, 0.1)
  t.true(motion.length > before)
})

test('each axis is told of by itself, with its bands and where they end, and what folds down', async (t) => {
  const { sampleFor, sample, readings } = setUp()
  sample(0.1, 'mpu6050')
  await sampleFor(31, 0.2)
  const { axes, bands, validBandHz, foldsHz, en61373Share, alarms } = readings.at(-1)?.sensors['imu.adxl345'] ?? {}
  // The board is turned by 90° to the right: its x is the coach's y.
  const rms = 0.2 / Math.SQRT2
  t.true(Math.abs((axes?.rms5sG[1] ?? 0) - rms) < 0.002 && (axes?.rms5sG[0] ?? 1) < 1e-9)
  t.true(Math.abs((axes?.crest[1] ?? 0) - Math.SQRT2) < 0.02 && Math.abs((axes?.kurtosis[1] ?? 0) - 1.5) < 0.02)
  t.deepEqual(validBandHz, [0.1, 50])
  t.is(foldsHz, undefined)
  t.deepEqual(
    bands?.map(({ fromHz, toHz }) => [fromHz, toHz]),
    [
      [0.5, 2],
      [2, 5],
      [5, 10],
      [10, 20],
      [20, 50],
    ],
  )
  const around5Hz = Math.hypot(bands?.[1]?.rmsG[1] ?? 0, bands?.[2]?.rmsG[1] ?? 0)
  t.true(Math.abs(around5Hz - rms) < 0.01, `${around5Hz}`)
  t.true((en61373Share?.[1] ?? 0) > 1)
  t.deepEqual(alarms, ['over-en61373'])
  t.deepEqual(readings.at(-1)?.sensors['imu.mpu6050']?.foldsHz, [50, 260])
})

test('an alarm is told once and once that it is over', async (t) => {
  const { sampleFor, events } = setUp()
  await sampleFor(40, 0.2)
  await sampleFor(60, 0.01)
  t.deepEqual(
    events.map(({ subject, text, severity }) => [subject, text.replace(/:.*/, ''), severity]),
    [
      ['imu.adxl345', 'shakes beyond EN 61373', 'warning'],
      ['imu.adxl345', 'within EN 61373 again', 'info'],
    ],
  )
})

test('what is usual survives a restart', async (t) => {
  const storage = memoryStorage()
  const first = setUp(storage)
  const navigate = (bus: typeof first.bus, clock: typeof first.clock): void =>
    void clock.every(1_000, () => bus.publish('navigation', { atMs: clock.nowMs(), mode: 'fixed', speedMps: 22 }))
  navigate(first.bus, first.clock)
  await first.sampleFor(200, 0.01)
  await first.service.close()
  const second = setUp(storage)
  navigate(second.bus, second.clock)
  await second.sampleFor(40, 0.03)
  t.deepEqual(
    second.events.map(({ text }) => text.replace(/:.*/, '')),
    ['shakes more than usual'],
  )
})
