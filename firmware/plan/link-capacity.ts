import type { Planned } from './planned.ts'
import { roundTripRise, type ShortestTrip } from './round-trip-rise.ts'

/** What a link carries and how long that takes, once a second or so. */
export interface CapacityObservation {
  /** kbit/s. */
  upKbps: number
  downKbps: number
  /** Round trip, ms; absent while nothing comes back. */
  latencyMs?: number | undefined
}

/** One way of a link; without `kbps` its capacity is not known, and it is not to be shaped. */
interface Way {
  kbps?: number | undefined
  loweredAtMs?: number
  /** What the last lowering began from, until packets take less time: then it helped. */
  doubted?: { riseMs: number; fromKbps: number | undefined } | undefined
  /** When it last carried nearly all of its capacity. */
  filledAtMs?: number
}

type WayName = 'up' | 'down'
const wayNames: readonly WayName[] = ['up', 'down']

export interface CapacityState {
  up: Way
  down: Way
  shortest: readonly ShortestTrip[]
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
/** Nearly all of a capacity. */
const FILLED = 0.75
/** Less than this fills no link. */
const LEAST_LOAD_KBPS = 100
/** Below what went through, so that the queue that had grown is emptied, and stays ours. */
const KEPT = 0.9
const LEAST_KBPS = 64
/** What is tried in a second. */
const RAISED = 1.03
/** At nine tenths half a second of queue is gone after this. */
const SETTLES_MS = 5_000
/** A rise that stays over this part of itself was no queue: the way has become longer. */
const NOT_HELPED = 0.8
/** What has not been filled for so long was that of another place. */
const FORGET_AFTER_MS = 300_000

interface Seen {
  carriedKbps: number
  riseMs: number
  nowMs: number
}

const isFilled = ({ kbps }: Way, carriedKbps: number): boolean =>
  kbps !== undefined && carriedKbps >= Math.max(LEAST_LOAD_KBPS, kbps * FILLED)

const lower = (way: Way, { carriedKbps, riseMs, nowMs }: Seen): Way => {
  const kbps = Math.max(LEAST_KBPS, Math.round(Math.min(way.kbps ?? Number.POSITIVE_INFINITY, carriedKbps) * KEPT))
  return { kbps, loweredAtMs: nowMs, doubted: { riseMs, fromKbps: way.kbps }, filledAtMs: nowMs }
}

const isSettling = ({ loweredAtMs }: Way, nowMs: number): boolean =>
  loweredAtMs !== undefined && nowMs - loweredAtMs < SETTLES_MS

const judged = (way: Way, riseMs: number): Way =>
  way.doubted && riseMs <= way.doubted.riseMs * NOT_HELPED ? { ...way, doubted: undefined } : way

/** Whether a lowering has had its time, and packets take as long as before. */
const hasNotHelped = (way: Way, nowMs: number): boolean => way.doubted !== undefined && !isSettling(way, nowMs)

/** Slowly up while all of it is used and nothing waits; forgotten when it was not used for long. */
const raise = (way: Way, { carriedKbps, riseMs, nowMs }: Seen): Way => {
  if (way.kbps === undefined) return way
  if (!isFilled(way, carriedKbps)) return nowMs - (way.filledAtMs ?? nowMs) >= FORGET_AFTER_MS ? {} : way
  const filled = { ...way, filledAtMs: nowMs }
  if (isSettling(way, nowMs) || riseMs > CALM_MS) return filled
  return { ...filled, kbps: Math.ceil(way.kbps * RAISED) }
}

/** Which ways' queues it may be in which packets wait: those that are filled, else the one that carries more. */
const loadedWays = (state: Readonly<Record<WayName, Way>>, carried: Readonly<Record<WayName, number>>): WayName[] => {
  const filled = wayNames.filter((name) => isFilled(state[name], carried[name]))
  if (filled.length > 0) return filled
  const busier = carried.up > carried.down ? 'up' : 'down'
  return carried[busier] >= LEAST_LOAD_KBPS ? [busier] : []
}

const nextState = (before: CapacityState, seen: CapacityObservation, nowMs: number): CapacityState => {
  const { shortest, riseMs } = roundTripRise(before.shortest, seen.latencyMs, nowMs)
  const carried = { up: seen.upKbps, down: seen.downKbps }
  // Silence says nothing of how long packets take.
  if (seen.latencyMs === undefined) return { ...before, shortest }
  const state = { up: judged(before.up, riseMs), down: judged(before.down, riseMs) }
  const inVain = wayNames.filter((name) => hasNotHelped(state[name], nowMs))
  if (inVain.length > 0) {
    const back = Object.fromEntries(inVain.map((name) => [name, { kbps: state[name].doubted?.fromKbps }]))
    return { ...state, ...back, shortest: [{ fromMs: nowMs, latencyMs: seen.latencyMs }] }
  }
  const loaded = riseMs > RISE_MS ? loadedWays(state, carried) : []
  const wayAfter = (name: WayName): Way => {
    const one = { carriedKbps: carried[name], riseMs, nowMs }
    return loaded.includes(name) && !isSettling(state[name], nowMs) ? lower(state[name], one) : raise(state[name], one)
  }
  return { up: wayAfter('up'), down: wayAfter('down'), shortest }
}

/**
 * Follows what a link can carry, each way by itself. A round trip that grows while a way is loaded tells that packets wait in a queue
 * of somebody else's, and what went through meanwhile is what the link carries: lowered at once, raised by 3 % a second while it is used.
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
