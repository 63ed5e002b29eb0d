import type { Planned } from './planned.ts'
import { roundTripRise, type ShortestTrip } from './round-trip-rise.ts'

/** What a link carries and how long that takes, once a second or so. */
export interface CapacityObservation {
  /** What was sent, kbit/s. */
  upKbps: number
  /** What came, kbit/s. */
  downKbps: number
  /** The part of what was sent that never came, 0 to 1. */
  loss?: number | undefined
  /** Round trip, ms; absent while nothing comes back. */
  latencyMs?: number | undefined
  /** How long our own timers waited for the processor at the worst, ms. */
  lateMs?: number | undefined
}

/** One way of a link; without `kbps` its capacity is not known, and it is not to be shaped. */
interface Way {
  kbps?: number | undefined
  loweredAtMs?: number
  /** What the last lowering began from, until packets take less time: then it helped. */
  doubted?: { riseMs: number; fromKbps: number | undefined } | undefined
  /** At what it was last full. */
  fullKbps?: number
  /** What it lately carried while nothing waited. */
  provenKbps?: number
  /** When it last carried nearly all of its capacity. */
  filledAtMs?: number
}

type WayName = 'up' | 'down'
const wayNames: readonly WayName[] = ['up', 'down']

export interface CapacityState {
  up: Way
  down: Way
  shortest: readonly ShortestTrip[]
  /** Since when packets take longer, and by how much at last. */
  risenSinceMs?: number | undefined
  riseMs?: number
  /** How late our own timers lately were; half of it counts a second later. */
  lateMs?: number
}

export const unknownCapacity: CapacityState = { up: {}, down: {}, shortest: [] }

/** `undefined`: not known any more. */
export interface CapacityAction {
  do: 'shape'
  way: WayName
  kbps: number | undefined
}

/** Packets wait in a queue that is not ours: more than a satellite's own change of latency. */
const RISE_MS = 40
/** Nothing waits: there may be more. */
const CALM_MS = 15
/** Where a round trip waits for this machine's processor: on its way out and in at the tunnel's program, and here. */
const WAITS_HERE = 3
/** Nearly all of a capacity. */
const FILLED = 0.75
/** Less than this fills no link of which nothing is known. */
const LEAST_LOAD_KBPS = 400
/** More than what was proven fills a link at once; what was proven, only when packets take longer for so long. */
const OVER_PROVEN = 1.2
const RISEN_FOR_MS = 3_000
/** What was proven is half as much after half a minute. */
const PROOF_KEPT = 0.98
/** Below what went through, so that the queue that had grown is emptied, and stays ours. */
const KEPT = 0.9
const LEAST_KBPS = 64
/** What is tried in a second, and near where the link was full. */
const RAISED = 1.03
const RAISED_NEAR_FULL = 1.005
const NEAR_FULL = [0.9, 1.05] as const
/** A rise that is this part of the one before is that of a queue that empties. */
const EMPTYING = 0.95
/** At nine tenths half a second of queue is gone after this. */
const SETTLES_MS = 5_000
/** A rise that stays over this part of itself was no queue: the way has become longer. */
const NOT_HELPED = 0.8
/** A queue that still grows was lowered for too little. */
const STILL_GROWS = 1.2
/** Who loses more than this is full, however long the way. */
const LOST = 0.03
/** What has not been filled for so long was that of another place. */
const FORGET_AFTER_MS = 300_000

interface Seen {
  carriedKbps: number
  /** What of it came to the other end. */
  arrivedKbps: number
  riseMs: number
  nowMs: number
}

const isFilled = ({ kbps }: Way, carriedKbps: number): boolean => kbps !== undefined && carriedKbps >= kbps * FILLED

const lower = (way: Way, { arrivedKbps, riseMs, nowMs }: Seen): Way => {
  const fullKbps = Math.min(way.kbps ?? Number.POSITIVE_INFINITY, arrivedKbps)
  const kbps = Math.max(LEAST_KBPS, Math.round(fullKbps * KEPT))
  return { ...way, kbps, fullKbps, loweredAtMs: nowMs, doubted: { riseMs, fromKbps: way.kbps }, filledAtMs: nowMs }
}

const proving = (way: Way, { carriedKbps, riseMs }: Seen): Way => {
  const kept = (way.provenKbps ?? 0) * PROOF_KEPT
  return { ...way, provenKbps: riseMs <= CALM_MS ? Math.max(kept, carriedKbps) : kept }
}

const isSettling = ({ loweredAtMs }: Way, nowMs: number): boolean =>
  loweredAtMs !== undefined && nowMs - loweredAtMs < SETTLES_MS

const judged = (way: Way, riseMs: number): Way =>
  way.doubted && riseMs <= way.doubted.riseMs * NOT_HELPED ? { ...way, doubted: undefined } : way

/** A lowering has had its time, nothing is lost, and packets take as long as before: they do not wait, they go farther. */
const isInVain = (way: Way, riseMs: number, loss: number, nowMs: number): boolean =>
  way.doubted !== undefined && !isSettling(way, nowMs) && loss < LOST && riseMs < way.doubted.riseMs * STILL_GROWS

/** Slowly up while all of it is used and nothing waits; forgotten when it was not used for long. */
const raise = (way: Way, { carriedKbps, riseMs, nowMs }: Seen): Way => {
  if (way.kbps === undefined) return way
  if (!isFilled(way, carriedKbps))
    return nowMs - (way.filledAtMs ?? nowMs) >= FORGET_AFTER_MS ? { provenKbps: way.provenKbps ?? 0 } : way
  const filled = { ...way, filledAtMs: nowMs }
  if (isSettling(way, nowMs) || riseMs > CALM_MS) return filled
  const ofFull = way.kbps / (way.fullKbps ?? way.kbps)
  const isNearFull = ofFull >= NEAR_FULL[0] && ofFull <= NEAR_FULL[1]
  return { ...filled, kbps: Math.ceil(way.kbps * (isNearFull ? RAISED_NEAR_FULL : RAISED)) }
}

/** Whether a loaded way is taken for full: a link that has got longer carries what it did. */
const isFull = (way: Way, { carriedKbps, nowMs }: Seen, risenSinceMs: number): boolean =>
  isFilled(way, carriedKbps) ||
  carriedKbps > (way.provenKbps ?? 0) * OVER_PROVEN ||
  nowMs - risenSinceMs >= RISEN_FOR_MS

/** Which ways' queues it may be in which packets wait: those that are filled, else the one that carries more. */
const loadedWays = (state: Readonly<Record<WayName, Way>>, carried: Readonly<Record<WayName, number>>): WayName[] => {
  const filled = wayNames.filter((name) => isFilled(state[name], carried[name]))
  if (filled.length > 0) return filled
  const busier = carried.up > carried.down ? 'up' : 'down'
  return carried[busier] >= LEAST_LOAD_KBPS ? [busier] : []
}

/** Packets take longer, and it may be this machine that lets them wait: nothing is learnt of the link. */
const isStarved = (riseMs: number, lateMs: number): boolean => riseMs > CALM_MS && riseMs <= lateMs * WAITS_HERE

const nextState = (before: CapacityState, seen: CapacityObservation, nowMs: number): CapacityState => {
  const { shortest, riseMs } = roundTripRise(before.shortest, seen.latencyMs, nowMs)
  const carried = { up: seen.upKbps, down: seen.downKbps }
  const arrived = { up: seen.upKbps * (1 - (seen.loss ?? 0)), down: seen.downKbps }
  // Silence says nothing of how long packets take.
  if (seen.latencyMs === undefined) return { ...before, shortest }
  const lateMs = Math.max(seen.lateMs ?? 0, (before.lateMs ?? 0) / 2)
  if (isStarved(riseMs, lateMs)) return { ...before, shortest, lateMs, risenSinceMs: undefined }
  const state = { up: judged(before.up, riseMs), down: judged(before.down, riseMs) }
  const inVain = wayNames.filter((name) => isInVain(state[name], riseMs, seen.loss ?? 0, nowMs))
  if (inVain.length > 0) {
    const back = Object.fromEntries(inVain.map((name) => [name, { kbps: state[name].doubted?.fromKbps }]))
    return { ...state, ...back, lateMs, shortest: [{ fromMs: nowMs, latencyMs: seen.latencyMs }] }
  }
  const risenSinceMs = riseMs > RISE_MS ? (before.risenSinceMs ?? nowMs) : undefined
  const isGrowing = riseMs > RISE_MS && riseMs > (before.riseMs ?? 0) * EMPTYING
  const loaded = isGrowing ? loadedWays(state, carried) : []
  const wayAfter = (name: WayName): Way => {
    const one = { carriedKbps: carried[name], arrivedKbps: arrived[name], riseMs, nowMs }
    const way = proving(state[name], one)
    const isToLower = loaded.includes(name) && !isSettling(way, nowMs) && isFull(way, one, risenSinceMs ?? nowMs)
    return isToLower ? lower(way, one) : raise(way, one)
  }
  return { up: wayAfter('up'), down: wayAfter('down'), shortest, risenSinceMs, riseMs, lateMs }
}

/**
 * Follows what a link can carry, each way by itself. A round trip that grows while a way is loaded tells that packets wait in a queue
 * of somebody else's, and what went through meanwhile is what the link carries: lowered at once, raised slowly while it is used. What
 * packets may have waited for on this machine is not believed.
 */
export const planLinkCapacity = (
  state: CapacityState,
  seen: CapacityObservation,
  nowMs: number,
): Planned<CapacityState, CapacityAction> => {
  const next = nextState(state, seen, nowMs)
  const changed = wayNames.filter((way) => next[way].kbps !== state[way].kbps)
  return {
    state: next,
    actions: changed.map((way) => ({ do: 'shape', way, kbps: next[way].kbps })),
    reasons: changed.map((way) => `${way}: ${next[way].kbps ?? 'unknown'} kbit/s`),
  }
}
