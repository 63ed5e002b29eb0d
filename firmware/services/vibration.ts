import type { MotionBoardDescriptor } from '../../drivers/vibration/vibration.ts'
import type { MotionPart, MotionSensor } from '../../hal/motion-sensor.ts'
import type { TopicMessage } from '../bus/topics.ts'
import { type Mounting, vectorToBody } from '../domain/frames.ts'
import { type MotionWatch, motionWatch, type PartState } from '../domain/motion-watch.ts'
import { type VibrationMeter, vibrationMeter } from '../domain/vibration.ts'
import { type Counting, publishHealth } from './health.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { type Tell, tellAs } from './tell.ts'
import { type MotionFeed, motionFeed } from './vibration/motion-feed.ts'

const EVERY_MS = 1_000
/** A board that gave nothing for this long after the start is told of; it has 6 s to come up. */
const FIRST_SAMPLE_WITHIN_MS = 10_000

/** A board with what its configuration and its data sheet say of it. */
export interface FittedBoard {
  sensor: MotionSensor
  /** How its parts lie against the body. */
  mount: Mounting
  /** Readings of each part a second, as it was told to give. */
  rateHz: number
  limits: Pick<MotionBoardDescriptor['limits'], 'rangeG' | 'rangeDps'>
}

interface VibrationDeps extends ServiceContext {
  boards: Readonly<Record<string, FittedBoard>>
  /** Messages of samples a second. */
  motionHz: number
}

const said: Readonly<Record<PartState, { text: string; severity: 'info' | 'warning' }>> = {
  ok: { text: 'samples again', severity: 'info' },
  silent: { text: 'no samples', severity: 'warning' },
  zeros: { text: 'its samples are all zeros: the part has lost its supply or its set-up', severity: 'warning' },
  stuck: { text: 'its samples do not change: the part is stuck or lost', severity: 'warning' },
  clipping: { text: 'its samples are at the end of its range: it is struck, loose or broken', severity: 'warning' },
  rate: { text: 'its samples come at another rate than was set', severity: 'warning' },
}

interface Part {
  meter: VibrationMeter
  watch: MotionWatch
}

/** The parts of one board, each with its own meter and watch, by `BOARD.PART`; what may be used goes on to the feed. */
const followParts = (name: string, board: FittedBoard, feed: MotionFeed): Map<string, Part> => {
  const { sensor, mount, rateHz, limits } = board
  const toBody = vectorToBody(mount)
  const parts = new Map<string, Part>()
  const known = new Map<MotionPart, Part & { key: string }>()
  const meet = (part: MotionPart): Part & { key: string } => {
    const watch = motionWatch({ rateHz, rangeG: limits.rangeG[part], rangeDps: limits.rangeDps[part] })
    const made = { key: `${name}.${part}`, meter: vibrationMeter(), watch }
    known.set(part, made)
    parts.set(made.key, made)
    feed.carry(made.key, { toBody, isWell: (nowMs) => watch.state(nowMs) === 'ok' })
    return made
  }
  sensor.onSample((sample) => {
    const { key, meter, watch } = known.get(sample.part) ?? meet(sample.part)
    meter.add(sample)
    if (watch.take(sample)) feed.add(key, sample)
  })
  return parts
}

const tellChanges = (tell: Tell) => {
  const last = new Map<string, PartState>()
  return (key: string, state: PartState): void => {
    if ((last.get(key) ?? 'ok') !== state) tell({ subject: key, ...said[state] })
    last.set(key, state)
  }
}

/** Measures the coach's vibration, gravity removed, notices parts that fall silent, stick, stream zeros, clip or change their rate, and hands on the samples of those that are well. */
export const startVibration = (deps: VibrationDeps): Service => {
  const { clock, bus } = deps
  const feed = motionFeed(deps)
  const followed = Object.entries(deps.boards).map(([name, board]) => [name, followParts(name, board, feed)] as const)
  const sensors = Object.fromEntries(Object.entries(deps.boards).map(([name, { sensor }]) => [name, sensor]))
  const change = tellChanges(tellAs('vibration', deps))
  const startedAtMs = clock.nowMs()
  const publish = (): void => {
    const nowMs = clock.nowMs()
    const isLate = nowMs - startedAtMs >= FIRST_SAMPLE_WITHIN_MS
    const readings: TopicMessage<'vibration'>['sensors'] = {}
    for (const [name, parts] of followed) {
      change(name, isLate && parts.size === 0 ? 'silent' : 'ok')
      for (const [key, { meter, watch }] of parts) {
        const state = watch.state(nowMs)
        change(key, state)
        readings[key] = { state, ...meter.read(nowMs) }
      }
    }
    bus.publish('vibration', { atMs: nowMs, sensors: readings })
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
const withChecksums = (sensors: Readonly<Record<string, MotionSensor>>): Record<string, Counting> =>
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
