import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'
import type { UtcMs } from '../../../hal/units.ts'
import { distanceM, type Geodetic } from '../../domain/geodesy.ts'
import type { Facing } from '../../domain/navigation/facing.ts'
import type { Fusion } from '../../domain/navigation/fusion.ts'

const RECORD = 'heading'
/** What a restart while riding finds again; written so often. */
const MOVING_EVERY_MS = 60_000
/** A coach that stands where it stood points where it pointed; two first fixes differ by this, and a coach is as long. */
const SAME_PLACE_M = 30
/** From here on the coach is elsewhere, however near it comes again. */
const MOVES_FROM_MPS = 0.5
/** What loading, wind and a buffer's push turn it, one sigma. */
const STOOD_SIGMA_DEG = 0.3
const CHANGED_DEG = 0.1
/** Which end leads is remembered over a restart, not over a night in a yard. */
const FACING_FOR_MS = 15 * 60_000

const record = z.object({
  headingTrueDeg: z.number().min(0).max(360),
  headingSigmaDeg: z.number().min(0).max(180),
  latDeg: z.number().min(-90).max(90),
  lonDeg: z.number().min(-180).max(180),
  isAtRest: z.boolean(),
  facing: z.enum(['forwards', 'backwards']),
  utcMs: z.number().optional(),
})
type HeadingRecord = z.infer<typeof record>

/** Keeps the heading over restarts: a train at rest points where it pointed, and one that rides still leads with the same end. */
export interface HeadingStore {
  /** Writes what is worth it; never waits. */
  keep(fusion: Fusion, nowMs: number, utcMs: UtcMs | undefined): void
  /** The heading of a train that stands where it stood when the heading was kept. */
  headingAt(position: Geodetic): { headingTrueDeg: number; sigmaDeg: number } | undefined
  /** Which end led when the record was kept, if that was lately. */
  facing(utcMs: UtcMs | undefined): Facing
}

const parsed = (bytes: Uint8Array | undefined): HeadingRecord | undefined => {
  if (!bytes) return undefined
  try {
    return record.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data
  } catch {
    return undefined
  }
}

/** What may be kept now; `undefined` while the heading is not known for sure. */
const recordOf = (fusion: Fusion, nowMs: number, utcMs: UtcMs | undefined): HeadingRecord | undefined => {
  const estimate = fusion.at(nowMs)
  if (!estimate?.attitude || fusion.standing.kind !== 'known') return undefined
  const { headingTrueDeg, headingSigmaDeg } = estimate.attitude
  return {
    headingTrueDeg,
    headingSigmaDeg,
    latDeg: estimate.latDeg,
    lonDeg: estimate.lonDeg,
    isAtRest: fusion.isAtRest(),
    facing: fusion.lastFacing(),
    ...(utcMs !== undefined && { utcMs }),
  }
}

/** Reads the record at once and keeps it up to date; without storage it keeps nothing. `onFailure` is called once. */
export const headingStore = (storage: Storage | undefined, onFailure: (error: unknown) => void): HeadingStore => {
  let found: HeadingRecord | undefined
  let written: { record: HeadingRecord; atMs: number } | undefined
  let isBusy = storage !== undefined
  let hasFailed = false
  const fail = (error: unknown): void => {
    if (!hasFailed) onFailure(error)
    hasFailed = true
  }
  const done = (): void => {
    isBusy = false
  }
  storage
    ?.read(RECORD)
    .then((bytes) => {
      found = parsed(bytes)
    }, fail)
    .finally(done)
  const isNews = (now: HeadingRecord, nowMs: number): boolean => {
    if (!written || written.record.isAtRest !== now.isAtRest) return true
    if (now.isAtRest) return Math.abs(written.record.headingTrueDeg - now.headingTrueDeg) > CHANGED_DEG
    return nowMs - written.atMs >= MOVING_EVERY_MS
  }
  return {
    keep: (fusion, nowMs, utcMs) => {
      if (found && (fusion.at(nowMs)?.speedMps ?? 0) > MOVES_FROM_MPS && !fusion.isAtRest()) found.isAtRest = false
      if (!storage || isBusy) return
      const now = recordOf(fusion, nowMs, utcMs)
      if (!now || !isNews(now, nowMs)) return
      written = { record: now, atMs: nowMs }
      isBusy = true
      storage
        .write(RECORD, new TextEncoder().encode(JSON.stringify(now)))
        .catch(fail)
        .finally(done)
    },
    headingAt: (position) => {
      if (!found?.isAtRest || distanceM({ ...found, heightM: 0 }, position) > SAME_PLACE_M) return undefined
      return { headingTrueDeg: found.headingTrueDeg, sigmaDeg: Math.hypot(found.headingSigmaDeg, STOOD_SIGMA_DEG) }
    },
    facing: (utcMs) => {
      if (found?.utcMs === undefined || utcMs === undefined) return 'unknown'
      return Math.abs(utcMs - found.utcMs) <= FACING_FOR_MS ? found.facing : 'unknown'
    },
  }
}
