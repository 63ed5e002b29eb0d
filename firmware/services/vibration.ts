import type { MotionSensor, SampledPart } from '../../hal/motion-sensor.ts'
import type { Storage } from '../../hal/storage.ts'
import type { TopicMessage } from '../bus/topics.ts'
import { type Mounting, vectorToBody } from '../domain/frames.ts'
import type { PartState } from '../domain/motion-watch.ts'
import type { VibrationBaseline } from '../domain/vibration-baseline.ts'
import { type Counting, publishHealth } from './health.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { type Tell, tellAs } from './tell.ts'
import { type BaselineStore, baselineStore } from './vibration/baseline-store.ts'
import { FollowedPart } from './vibration/followed-part.ts'
import { type MotionFeed, motionFeed } from './vibration/motion-feed.ts'
import { zeroDesk } from './vibration/zero-desk.ts'

const EVERY_MS = 1_000
/** How often the figures are held against what is usual and what is allowed: each look is of 5 s of its own. */
const LOOK_EVERY_MS = 5_000
/** A speed older than this is none. */
const SPEED_FRESH_MS = 3_000
/** A board that gave nothing for this long after the start is told of; it has 6 s to come up. */
const FIRST_SAMPLE_WITHIN_MS = 10_000

/** A board with what its configuration and its data sheet say of it; what the board itself says replaces that once it is there. */
export interface FittedBoard {
  sensor: MotionSensor
  /** How its parts lie against the body. */
  mount: Mounting
  /** Readings of each part a second, as it was told to give. */
  rateHz: number
  limits: {
    rangeG: Readonly<Partial<Record<SampledPart, number>>>
    rangeDps: Readonly<Partial<Record<SampledPart, number>>>
    /** In which its readings are right at its full rate. */
    validBandHz: readonly [min: number, max: number]
    /** Up to where each part's own filter passes, as far as that is known. */
    bandwidthHz: Readonly<Partial<Record<SampledPart, number>>>
  }
}

interface VibrationDeps extends ServiceContext {
  boards: Readonly<Record<string, FittedBoard>>
  /** Messages of samples a second. */
  motionHz: number
  /** Keeps what is usual over restarts. */
  storage: Storage
}

const said: Readonly<Record<PartState, { text: string; severity: 'info' | 'warning' }>> = {
  ok: { text: 'samples again', severity: 'info' },
  silent: { text: 'no samples', severity: 'warning' },
  zeros: { text: 'its samples are all zeros: the part has lost its supply or its set-up', severity: 'warning' },
  stuck: { text: 'its samples do not change: the part is stuck or lost', severity: 'warning' },
  clipping: { text: 'its samples are at the end of its range: it is struck, loose or broken', severity: 'warning' },
  rate: { text: 'its samples come at another rate than was set', severity: 'warning' },
}

/** The parts of one board, by `BOARD.PART`; what may be used goes on to the feed. `onMeet` is called once a part. */
const followParts = (
  name: string,
  board: FittedBoard,
  { feed, onMeet }: { feed: MotionFeed; onMeet: (part: FollowedPart) => void },
): Map<string, FollowedPart> => {
  const { sensor, mount } = board
  const toBody = vectorToBody(mount)
  const parts = new Map<string, FollowedPart>()
  const known = new Map<SampledPart, FollowedPart>()
  const meet = (part: SampledPart): FollowedPart => {
    // Not before there is a sample: a board that was late has said only then what it is set to.
    const { rateHz, limits } = board
    const made = new FollowedPart(`${name}.${part}`, {
      rateHz,
      // One that does not say where its range ends cannot be seen clipping.
      rangeG: limits.rangeG[part] ?? Number.POSITIVE_INFINITY,
      rangeDps: limits.rangeDps[part],
      partBandHz: limits.validBandHz,
      bandwidthHz: limits.bandwidthHz[part],
      toBody,
    })
    known.set(part, made)
    parts.set(made.key, made)
    feed.carry(made.key, { toBody, isWell: (nowMs) => made.state(nowMs) === 'ok' })
    onMeet(made)
    return made
  }
  sensor.onSample((sample) => {
    const part = known.get(sample.part) ?? meet(sample.part)
    if (part.take(sample)) feed.add(part.key, sample)
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

/** What a board's figures depend on beside the board. */
const setUpOf =
  (boards: VibrationDeps['boards']) =>
  (key: string): string => {
    const board = boards[key.slice(0, key.lastIndexOf('.'))]
    return board ? JSON.stringify([board.rateHz, board.mount]) : ''
  }

/** The parts of all boards, and what was kept of each: whichever of the two comes later finds the other. */
const followAll = (deps: VibrationDeps, feed: MotionFeed, store: BaselineStore) => {
  let kept: ReadonlyMap<string, VibrationBaseline> = new Map()
  const parts: FollowedPart[] = []
  const resume = (part: FollowedPart): void => {
    const baseline = kept.get(part.key)
    if (baseline) part.resume(baseline)
  }
  const onMeet = (part: FollowedPart): void => {
    parts.push(part)
    resume(part)
  }
  const boards = Object.entries(deps.boards).map(
    ([name, board]) => [name, followParts(name, board, { feed, onMeet })] as const,
  )
  let isReady = false
  void store.kept().then((found) => {
    kept = found
    for (const part of parts) resume(part)
    isReady = true
  })
  const keep = (when: { nowMs: number; mustWrite?: true }): Promise<void> =>
    isReady ? store.keep(() => new Map(parts.map((part) => [part.key, part.baseline])), when) : Promise.resolve()
  return { boards, parts, keep, isReady: () => isReady }
}

/** The speed that navigation last told, while that is fresh. */
const heardSpeed = ({ bus, clock }: VibrationDeps) => {
  let heard: { atMs: number; speedMps: number } | undefined
  const stop = bus.subscribe('navigation', ({ atMs, speedMps }) => {
    heard = speedMps === undefined ? undefined : { atMs, speedMps }
  })
  return { stop, now: () => (heard && clock.nowMs() - heard.atMs <= SPEED_FRESH_MS ? heard.speedMps : undefined) }
}

/**
 * Measures the coach's vibration axis by axis, gravity removed; notices parts that fall silent, stick, stream zeros, clip or change their
 * rate, and hands on the samples of those that are well. Learns what is usual at each speed and tells of what is not, of what
 * passes EN 61373 1B, and of a mount that looks loose.
 */
export const startVibration = (deps: VibrationDeps): Service => {
  const { clock, bus } = deps
  const tell = tellAs('vibration', deps)
  const store = baselineStore(deps.storage, setUpOf(deps.boards), () =>
    tell({ subject: 'storage', text: 'what is usual cannot be kept over a restart', severity: 'warning' }),
  )
  const feed = motionFeed(deps)
  const followed = followAll(deps, feed, store)
  const sensors = Object.fromEntries(Object.entries(deps.boards).map(([name, { sensor }]) => [name, sensor]))
  const change = tellChanges(tell)
  const speed = heardSpeed(deps)
  const setUp = setUpOf(deps.boards)
  const stopZeros = zeroDesk({ ...deps, tell, setUpOf: setUp, parts: followed.parts, speedMps: speed.now })
  const startedAtMs = clock.nowMs()
  const publish = (): void => {
    const nowMs = clock.nowMs()
    const isLate = nowMs - startedAtMs >= FIRST_SAMPLE_WITHIN_MS
    const readings: TopicMessage<'vibration'>['sensors'] = {}
    for (const [name, parts] of followed.boards) {
      change(name, isLate && parts.size === 0 ? 'silent' : 'ok')
      for (const [key, part] of parts) {
        const reading = part.reading(nowMs)
        change(key, reading.state)
        readings[key] = reading
      }
    }
    bus.publish('vibration', { atMs: nowMs, sensors: readings })
  }
  const look = (): void => {
    if (!followed.isReady()) return
    const nowMs = clock.nowMs()
    for (const part of followed.parts)
      for (const { action, reason } of part.look(nowMs, speed.now()))
        tell({ subject: part.key, text: reason, severity: action.do === 'raise' ? 'warning' : 'info' })
    void followed.keep({ nowMs })
  }
  const stopLooking = clock.every(LOOK_EVERY_MS, look)
  const stopPublishing = clock.every(EVERY_MS, publish)
  const stopHealth = publishHealth(deps, 'vibration', withChecksums(sensors))
  return {
    close: async () => {
      for (const stop of [stopLooking, stopPublishing, stopZeros, speed.stop, feed.stop, stopHealth]) stop()
      await followed.keep({ nowMs: clock.nowMs(), mustWrite: true })
      await closeAll(Object.values(sensors))
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
