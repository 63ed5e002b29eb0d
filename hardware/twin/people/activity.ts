import type { Random } from '../../../hal/random.ts'
import type { LinkTruth } from '../network.ts'
import type { TrainTruth } from '../truth.ts'
import { type Durations, makeDurations } from './durations.ts'

/** One second of the ride, as people on the train live it. */
export interface Second {
  fromMs: number
  toMs: number
  utcMs: number
  train: TrainTruth
  /** The link that the firmware gave to a traffic class, as it really is; undefined when none. */
  path(trafficClass: string): LinkTruth | undefined
}

/** What people of one kind do. */
export interface Activity {
  readonly tally: Tally
  /** Lives through one second. */
  step(second: Second): void
}

/** How often it was tried, how often it went well, and how long it took; a failure counts with the time until it was given up. */
export interface Tally {
  attempts: number
  ok: number
  durations: Durations
}

export const makeTally = (): Tally => ({ attempts: 0, ok: 0, durations: makeDurations() })

/** Counts one or several that ended. */
export const count = (tally: Tally, ended: { isOk: boolean; durationMs: number; times?: number }): void => {
  const times = ended.times ?? 1
  tally.attempts += times
  if (ended.isOk) tally.ok += times
  tally.durations.add(ended.durationMs / 1000, times)
}

/** How many events of a mean number happen (Knuth): for means of a few. */
export const poisson = (mean: number, random: Random): number => {
  const limit = Math.exp(-mean)
  let drawn = 0
  for (let product = random.next(); product > limit; product *= random.next()) drawn++
  return drawn
}

const HOUR_MS = 3_600_000
/** Kazakhstan keeps UTC+5. */
const LOCAL_MS = 5 * HOUR_MS

/** Share of the passengers who are awake and about: all in the evening, few before six. */
export const awakeShare = (utcMs: number): number => {
  const hour = ((utcMs + LOCAL_MS) / HOUR_MS) % 24
  if (hour >= 8 && hour < 23) return 1
  if (hour >= 1 && hour < 6) return 0.12
  return 0.5
}
