import type { ExecutionContext, TestFn } from 'ava'
import type { MotionPart, MotionSample, MotionSensor } from '../../hal/motion-sensor.ts'
import type { MotionTruth } from '../../hardware/twin/truth.ts'

/** A board on a line with its reader, and the hands of a test on both. Time is whatever the reader's clock is. */
export interface VibrationRig {
  sensor: MotionSensor
  /** Lets time pass until it is true; false when `limitMs` of the reader's time have passed before. */
  until(isTrue: () => boolean, limitMs: number): Promise<boolean>
  /** Begins a fault of the board or its line now. */
  fault(name: string, durationMs: number): void
  /** Whether the line is free for another client. */
  isLineFree(): Promise<boolean>
  end(): Promise<void>
  /** Time is the machine's own: a busy one reads less often than it was asked to, never more. */
  isRealTime?: boolean
}

/** How often each part is read in this suite. */
export const CONFORMANCE_RATE_HZ = 50

/** A train in a right-hand curve that gathers speed. */
export const conformanceMotion: MotionTruth = { specificForceG: [0.1, -0.2, -1], angularRateDps: [1, -2, 5] }

const ofPart = (samples: readonly MotionSample[], part: MotionPart): MotionSample[] =>
  samples.filter((sample) => sample.part === part)

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

const meanOf = (samples: readonly MotionSample[], vector: 'accelerationG' | 'rateDps'): number[] =>
  [0, 1, 2].map((axis) => mean(samples.map((sample) => sample[vector]?.[axis] ?? Number.NaN)))

const isNear = (values: readonly number[], wanted: readonly number[], tolerance: number): boolean =>
  values.every((value, axis) => Math.abs(value - (wanted[axis] ?? Number.NaN)) < tolerance)

interface Session extends VibrationRig {
  samples: MotionSample[]
  /** True when so many samples of each part have come, counted from now. */
  more(count: number, limitMs: number): Promise<boolean>
}

const START_LIMIT_MS = 15_000
/** What a part that warms up tells of a rate that is none: 0.4 °/s over 20 °C, and on a busy machine it warms while it is read. */
const ZERO_RATE_DPS = 0.5

const parts: readonly MotionPart[] = ['adxl345', 'mpu6050']

const openSession = async (open: () => Promise<VibrationRig>): Promise<Session> => {
  const rig = await open()
  const samples: MotionSample[] = []
  rig.sensor.onSample((sample) => samples.push(sample))
  const more = (count: number, limitMs: number): Promise<boolean> => {
    const from = samples.length
    return rig.until(() => {
      const fresh = samples.slice(from)
      return parts.every((part) => ofPart(fresh, part).length >= count)
    }, limitMs)
  }
  return { ...rig, samples, more }
}

type Rule = (t: ExecutionContext, session: Session) => Promise<void>

const rules: Readonly<Record<string, Rule>> = {
  'both parts are read at the rate asked for, each sample later than the last': async (t, session) => {
    const { samples, more, isRealTime = false } = session
    t.true(await more(1, START_LIMIT_MS))
    t.true(await more(100, isRealTime ? START_LIMIT_MS : 5000))
    for (const part of parts) {
      const times = ofPart(samples, part).map(({ atMs }) => atMs)
      t.true(times.every((atMs, index) => index === 0 || atMs >= (times[index - 1] ?? 0)))
      const rateHz = ((times.length - 1) * 1000) / ((times.at(-1) ?? 0) - (times[0] ?? 0))
      t.true(rateHz < CONFORMANCE_RATE_HZ * 1.15, `${part}: ${rateHz} Hz`)
      t.true(isRealTime || rateHz > CONFORMANCE_RATE_HZ * 0.85, `${part}: ${rateHz} Hz`)
    }
  },
  'acceleration is in g, rate in °/s, in the axes of the part': async (t, { samples, more }) => {
    t.true(await more(50, START_LIMIT_MS))
    const { specificForceG, angularRateDps } = conformanceMotion
    for (const part of parts) t.true(isNear(meanOf(ofPart(samples, part), 'accelerationG'), specificForceG, 0.03), part)
    t.true(isNear(meanOf(ofPart(samples, 'mpu6050'), 'rateDps'), angularRateDps, ZERO_RATE_DPS))
    t.true(ofPart(samples, 'adxl345').every((sample) => sample.rateDps === undefined))
  },
  'the gyroscope part tells its temperature': async (t, { samples, more }) => {
    t.true(await more(10, START_LIMIT_MS))
    const told = ofPart(samples, 'mpu6050').map(({ temperatureC }) => temperatureC ?? Number.NaN)
    t.true(told.every((temperatureC) => temperatureC > -40 && temperatureC < 85))
    t.true(ofPart(samples, 'adxl345').every(({ temperatureC }) => temperatureC === undefined))
  },
  'a board that was unplugged comes back by itself': async (t, { more, fault, sensor, until }) => {
    t.true(await more(5, START_LIMIT_MS))
    fault('imu-unplug', 1500)
    t.true(await until(() => sensor.counters().reconnects >= 1, 20_000))
    t.true(await more(5, START_LIMIT_MS))
  },
  'two seconds of silence are a timeout, and the board is found again': async (t, { more, fault, sensor, until }) => {
    t.true(await more(5, START_LIMIT_MS))
    fault('imu-silent', 3000)
    t.true(await until(() => sensor.counters().timeouts >= 1, 5000))
    t.true(await more(5, START_LIMIT_MS))
  },
  'garbage is counted and survived': async (t, { more, fault, sensor, until }) => {
    t.true(await more(5, START_LIMIT_MS))
    fault('imu-garbage', 1000)
    t.true(await until(() => sensor.counters().rxDiscardedBytes > 0, 3000))
    t.true(await more(100, START_LIMIT_MS))
  },
  'what passed is counted': async (t, { samples, more, sensor }) => {
    t.true(await more(20, START_LIMIT_MS))
    const { rxBytes, rxFrames, txBytes, timeouts, reconnects } = sensor.counters()
    t.true(rxFrames >= samples.length)
    t.true(rxBytes >= 19 * samples.length && txBytes > 0)
    t.deepEqual([timeouts, reconnects], [0, 0])
  },
  'a closed sensor gives its line back and says no more': async (t, { samples, more, sensor, until, isLineFree }) => {
    t.true(await more(5, START_LIMIT_MS))
    await sensor.close()
    await sensor.close()
    const before = samples.length
    t.true(await isLineFree())
    await until(() => false, 200)
    t.is(samples.length, before)
  },
}

/** Declares the rules that every reader of a vibration board keeps. */
export const vibrationConformance = (test: TestFn, reader: string, open: () => Promise<VibrationRig>): void => {
  for (const [title, rule] of Object.entries(rules)) {
    test(`${reader}: ${title}`, async (t) => {
      const session = await openSession(open)
      try {
        await rule(t, session)
      } finally {
        await session.end()
      }
    })
  }
}
