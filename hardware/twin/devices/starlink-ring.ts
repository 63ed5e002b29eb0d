import type { DishSecond } from './starlink-sky.ts'

/** Seconds that terminals keep: a quarter of an hour. */
const LENGTH = 900
const MOST_OUTAGES = 30

/** An outage that is over, or lasts. */
export interface PastOutage {
  cause: number
  startedUtcMs: number
  durationMs: number
}

/** What a terminal remembers of its seconds, until it loses its power. */
export interface DishRing {
  add(second: DishSecond, utcMs: number): void
  /** Seconds since it started. */
  count(): number
  loss(): readonly number[]
  latencyMs(): readonly number[]
  downlinkBps(): readonly number[]
  uplinkBps(): readonly number[]
  /** Oldest first. */
  outages(): readonly PastOutage[]
  /** The one that lasts. */
  outage(): PastOutage | undefined
  last(): DishSecond | undefined
}

const empty = (): number[] => Array.from({ length: LENGTH }, () => 0)

/** Rings of its length always, zeros where nothing was written yet, as terminals have them. */
export const dishRing = (usage: () => { downlinkBps: number; uplinkBps: number }): DishRing => {
  const rings = { loss: empty(), latencyMs: empty(), downlinkBps: empty(), uplinkBps: empty() }
  const outages: PastOutage[] = []
  let count = 0
  let last: DishSecond | undefined
  const noteOutage = (cause: number | undefined, utcMs: number): void => {
    const current = outages.at(-1)
    if (cause !== undefined && last?.cause === cause && current) current.durationMs = utcMs - current.startedUtcMs
    else if (cause !== undefined) outages.push({ cause, startedUtcMs: utcMs, durationMs: 0 })
    if (outages.length > MOST_OUTAGES) outages.shift()
  }
  return {
    add: (second, utcMs) => {
      const at = count++ % LENGTH
      const used = second.cause === undefined ? usage() : { downlinkBps: 0, uplinkBps: 0 }
      rings.loss[at] = second.loss
      rings.latencyMs[at] = second.latencyMs
      rings.downlinkBps[at] = used.downlinkBps
      rings.uplinkBps[at] = used.uplinkBps
      noteOutage(second.cause, utcMs)
      last = second
    },
    count: () => count,
    loss: () => rings.loss,
    latencyMs: () => rings.latencyMs,
    downlinkBps: () => rings.downlinkBps,
    uplinkBps: () => rings.uplinkBps,
    outages: () => outages,
    outage: () => (last?.cause === undefined ? undefined : outages.at(-1)),
    last: () => last,
  }
}
