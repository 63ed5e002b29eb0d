import type { MotionPart, MotionSensor } from '../../hal/motion-sensor.ts'
import { type Mounting, vectorToBody } from '../domain/frames.ts'
import { type VibrationMeter, type VibrationReading, vibrationMeter } from '../domain/vibration.ts'
import { type Counting, publishHealth } from './health.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { type Tell, tellAs } from './tell.ts'
import { type MotionFeed, motionFeed } from './vibration/motion-feed.ts'

const EVERY_MS = 1_000
/** A board that gave nothing for this long after the start is told of; it has 6 s to come up. */
const FIRST_SAMPLE_WITHIN_MS = 10_000

interface VibrationDeps extends ServiceContext {
  sensors: Readonly<Record<string, MotionSensor>>
  /** How each board lies against the body; level and facing forward unless given. */
  mounts: Readonly<Record<string, Mounting>>
  /** Messages of samples a second. */
  motionHz: number
}

const said = {
  ok: { text: 'samples again', severity: 'info' },
  silent: { text: 'no samples', severity: 'warning' },
  stuck: { text: 'its samples do not change: the part is stuck or lost', severity: 'warning' },
} as const

interface Board {
  name: string
  sensor: MotionSensor
  mount: Mounting
}

const LEVEL: Mounting = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }

/** The parts of one board, each with its own meter, by `BOARD.PART`; their samples go on to the feed too. */
const meterParts = ({ name, sensor, mount }: Board, feed: MotionFeed): Map<string, VibrationMeter> => {
  const toBody = vectorToBody(mount)
  const meters = new Map<string, VibrationMeter>()
  const keys = new Map<MotionPart, string>()
  sensor.onSample((sample) => {
    let key = keys.get(sample.part)
    if (key === undefined) {
      key = `${name}.${sample.part}`
      keys.set(sample.part, key)
      const made = vibrationMeter()
      meters.set(key, made)
      feed.carry(key, { toBody, isWell: (nowMs) => made.state(nowMs) === 'ok' })
    }
    meters.get(key)?.add(sample)
    feed.add(key, sample)
  })
  return meters
}

const tellChanges = (tell: Tell) => {
  const last = new Map<string, VibrationReading['state']>()
  return (key: string, state: VibrationReading['state']): void => {
    if ((last.get(key) ?? 'ok') !== state) tell({ subject: key, ...said[state] })
    last.set(key, state)
  }
}

/** Measures the coach's vibration, gravity removed, notices sensors that stick or fall silent, and hands on the samples of those that are well. */
export const startVibration = (deps: VibrationDeps): Service => {
  const { clock, bus, sensors, mounts } = deps
  const feed = motionFeed(deps)
  const boards = Object.entries(sensors).map(([name, sensor]) =>
    meterParts({ name, sensor, mount: mounts[name] ?? LEVEL }, feed),
  )
  const change = tellChanges(tellAs('vibration', deps))
  const names = Object.keys(sensors)
  const startedAtMs = clock.nowMs()
  const publish = (): void => {
    const nowMs = clock.nowMs()
    const isLate = nowMs - startedAtMs >= FIRST_SAMPLE_WITHIN_MS
    boards.forEach((meters, index) => {
      change(names[index] ?? '', isLate && meters.size === 0 ? 'silent' : 'ok')
    })
    const readings = boards.flatMap((meters) => [...meters].map(([key, meter]) => [key, meter.read(nowMs)] as const))
    for (const [key, { state }] of readings) change(key, state)
    bus.publish('vibration', { atMs: nowMs, sensors: Object.fromEntries(readings) })
  }
  const stopPublishing = clock.every(EVERY_MS, publish)
  const stopHealth = publishHealth(deps, 'vibration', withChecksums(sensors))
  return {
    close: () => {
      stopPublishing()
      feed.stop()
      stopHealth()
      return closeAll(Object.values(sensors))
    },
  }
}

/** Firmata has no checksums: none can fail. */
const withChecksums = (sensors: VibrationDeps['sensors']): Record<string, Counting> =>
  Object.fromEntries(
    Object.entries(sensors).map(([name, sensor]) => [
      name,
      {
        counters: () => {
          const { rxBytes, rxFrames, rxDiscardedBytes, timeouts, reconnects } = sensor.counters()
          return { rxBytes, rxFrames, rxDiscardedBytes, checksumErrors: 0, timeouts, reconnects }
        },
      },
    ]),
  )
