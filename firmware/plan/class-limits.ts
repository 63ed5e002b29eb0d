import type { MonotonicMs } from '../../hal/units.ts'
import type { ClassPolicy } from './class-policy.ts'
import type { LinkObservation } from './link-state.ts'

/** Whether a link does what one class asks, and since when what is seen of it says the contrary. */
export interface LimitMemory {
  isBeyond: boolean
  contrarySinceMs?: MonotonicMs
}

/** Traffic that does badly for less than this is a spike. */
const SPIKE_MS = 2_000
/** What a class left must do well for so long. */
const PROOF_MS = 20_000

const within: LimitMemory = { isBeyond: false }

/** Which limit of a class a link is seen to break now, for people; undefined for none. */
const brokenLimit = (
  { latencyLimitMs, lossLimit, rateFloorKbps }: ClassPolicy,
  { traffic }: LinkObservation,
): string | undefined => {
  if (!traffic) return undefined
  const { latencyMs, loss, throughputMbps } = traffic
  if (latencyLimitMs !== undefined && latencyMs !== undefined && latencyMs > latencyLimitMs)
    return `takes more than ${latencyLimitMs} ms`
  if (lossLimit !== undefined && loss > lossLimit) return `loses more than ${100 * lossLimit} %`
  if (rateFloorKbps !== undefined && throughputMbps !== undefined && throughputMbps * 1000 < rateFloorKbps)
    return `carries less than ${rateFloorKbps} kbit/s`
  return undefined
}

const hasLimits = ({ latencyLimitMs, lossLimit, rateFloorKbps }: ClassPolicy): boolean =>
  latencyLimitMs !== undefined || lossLimit !== undefined || rateFloorKbps !== undefined

const remember = (before: LimitMemory, isBroken: boolean, nowMs: MonotonicMs): LimitMemory => {
  if (isBroken === before.isBeyond) return before.contrarySinceMs === undefined ? before : { isBeyond: before.isBeyond }
  const contrarySinceMs = before.contrarySinceMs ?? nowMs
  const takesMs = before.isBeyond ? PROOF_MS : SPIKE_MS
  if (nowMs - contrarySinceMs >= takesMs) return { isBeyond: isBroken }
  return before.contrarySinceMs === undefined ? { ...before, contrarySinceMs } : before
}

/** By link; the very same object again when nothing has changed. */
export type LimitMemories = Readonly<Record<string, LimitMemory>>

const none: LimitMemories = {}

/** Holds what is seen of links against the limits of a class: over them for 2 s counts, and then only 20 s within them. */
export const watchLimits = (
  before: LimitMemories = none,
  { policy, links }: { policy: ClassPolicy; links: readonly LinkObservation[] },
  nowMs: MonotonicMs,
): LimitMemories => {
  if (!hasLimits(policy)) return none
  let memories = before
  for (const link of links) {
    if (!policy.links.includes(link.name)) continue
    const known = before[link.name] ?? within
    const next = remember(known, brokenLimit(policy, link) !== undefined, nowMs)
    if (next !== before[link.name]) memories = { ...memories, [link.name]: next }
  }
  return memories
}
