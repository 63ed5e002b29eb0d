/** The shortest round trip of ten seconds. */
export interface ShortestTrip {
  fromMs: number
  latencyMs: number
}

const BUCKET_MS = 10_000
/** A minute outlasts the slots of 15 s and beams of 11 s in which latency changes without load. */
const BUCKETS = 6

const withTrip = (shortest: readonly ShortestTrip[], latencyMs: number | undefined, nowMs: number): ShortestTrip[] => {
  const recent = shortest.filter(({ fromMs }) => nowMs - fromMs < BUCKET_MS * BUCKETS)
  if (latencyMs === undefined) return recent
  const last = recent.at(-1)
  if (!last || nowMs - last.fromMs >= BUCKET_MS) return [...recent, { fromMs: nowMs, latencyMs }]
  return [...recent.slice(0, -1), { ...last, latencyMs: Math.min(last.latencyMs, latencyMs) }]
}

/** By how much a round trip, ms, is longer than the shortest of the last minute; 0 while nothing comes back. */
export const roundTripRise = (
  before: readonly ShortestTrip[],
  latencyMs: number | undefined,
  nowMs: number,
): { shortest: ShortestTrip[]; riseMs: number } => {
  const shortest = withTrip(before, latencyMs, nowMs)
  const riseMs = latencyMs === undefined ? 0 : latencyMs - Math.min(...shortest.map((one) => one.latencyMs))
  return { shortest, riseMs }
}
