import type { MonotonicMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'

/** Of an array with two. */
export type BeamNumber = 0 | 1

/** Which satellite each beam looks at, by catalogue number, and since when. */
export interface BeamsState {
  /** The beam that serves, as it was seen last. */
  serving: BeamNumber
  servedNoradId?: number
  /** What the other beam looks at: the next satellite, or the one before that is not let go yet. */
  other?: { noradId: number; isBefore: boolean; sinceMs: MonotonicMs; onTargetSinceMs?: MonotonicMs }
  /** Since when another satellite than the served one is to be followed. */
  owedSinceMs?: MonotonicMs
}

/** What is known now. */
export interface BeamsObservation {
  /** The beam that transmits, as the array says. */
  serving: BeamNumber
  /** The satellite to be followed; absent when there is none. */
  followedNoradId?: number
  /** The satellite that the plan follows after it, and how soon. */
  next?: { noradId: number; inMs: number }
  /** The other beam stands where its satellite is. */
  isOtherOnTarget: boolean
  /** The served satellite is aimed at, and the modem has lock: there is something to lose. */
  isServed: boolean
  isLocked: boolean
}

/** `serve` is asked for until the array says that it is so; each step anew. */
export type BeamsAction = { do: 'serve'; beam: BeamNumber }

/** The state to start from. */
export const beamsAtStart: BeamsState = { serving: 0 }

/** A cold search takes up to 4 s, and satellites are decided on once a second. Chosen. */
const MAKE_LEAD_MS = 5_000
/** The other beam stands on a satellite for so long before it serves: a modem that holds the network's timing needs 0.3 to 0.8 s. Chosen. */
const MAKE_MS = 1_500
/** A satellite that is owed longer than this is hopped to with the beam that serves. Chosen. */
const MAKE_LIMIT_MS = 4_000
/** The modem tells within it that a lock did not last. Chosen. */
const BREAK_AFTER_MS = 1_000
/** Lock or not: then the other beam is needed for the satellite after this one. Chosen. */
const BREAK_LIMIT_MS = 5_000

type Plan = Planned<BeamsState, BeamsAction>

/**
 * Which beam looks at what. Make: the other beam is on the next satellite before the handover, and at the handover it serves.
 * Break: the beam that served stays where it was until the modem has kept its lock for a second, 5 s at most. Without time to make,
 * or with nothing to lose, the beam that serves hops, as an array with one beam does.
 */
export const planBeams = (state: BeamsState, seen: BeamsObservation, nowMs: MonotonicMs): Plan => {
  if (seen.followedNoradId === undefined) return plan({ serving: seen.serving })
  const swapped = state.serving === seen.serving ? state : swap(state, seen, nowMs)
  const followed = { ...seen, followedNoradId: seen.followedNoradId }
  if (swapped.servedNoradId === seen.followedNoradId) {
    const { owedSinceMs: _, ...rest } = swapped
    return look(rest, followed, nowMs)
  }
  return handOver(swapped, followed, nowMs)
}

type Followed = BeamsObservation & { followedNoradId: number }

const plan = (state: BeamsState, actions: readonly BeamsAction[] = [], ...reasons: readonly string[]): Plan => ({
  state,
  actions,
  reasons,
})

/** The array says that the other beam serves: asked for, or after it lost its power. */
const swap = (state: BeamsState, seen: BeamsObservation, nowMs: MonotonicMs): BeamsState => {
  const { servedNoradId: before, other, owedSinceMs } = state
  return {
    serving: seen.serving,
    ...(other && { servedNoradId: other.noradId }),
    ...(before !== undefined && { other: { noradId: before, isBefore: true, sinceMs: nowMs } }),
    ...(owedSinceMs !== undefined && { owedSinceMs }),
  }
}

const on = (state: BeamsState, noradId: number, nowMs: MonotonicMs): BeamsState => ({
  ...state,
  other: { noradId, isBefore: false, sinceMs: nowMs },
})

/** Serving what it should: the other beam lets the last satellite go, and goes ahead to the next. */
const look = (state: BeamsState, seen: Followed, nowMs: MonotonicMs): Plan => {
  const { other, ...alone } = state
  if (other?.isBefore) {
    const ageMs = nowMs - other.sinceMs
    if (seen.isLocked && ageMs >= BREAK_AFTER_MS) return plan(alone, [], 'lock is kept: the other beam lets go')
    if (ageMs >= BREAK_LIMIT_MS) return plan(alone, [], 'no lock yet: the other beam lets go all the same')
    return plan(state)
  }
  const { next } = seen
  if (!next || next.inMs > MAKE_LEAD_MS || next.noradId === seen.followedNoradId)
    return plan(other ? alone : state, [], ...(other ? ['the plan has changed: the other beam lets go'] : []))
  if (other?.noradId === next.noradId) return plan(timed(state, seen, nowMs))
  const inS = Math.max(0, next.inMs / 1000).toFixed(0)
  return plan(on(alone, next.noradId, nowMs), [], `the other beam goes ahead to the next satellite, ${inS} s early`)
}

/** Keeps since when the other beam has been on its satellite. */
const timed = (state: BeamsState, { isOtherOnTarget }: BeamsObservation, nowMs: MonotonicMs): BeamsState => {
  if (!state.other || isOtherOnTarget === (state.other.onTargetSinceMs !== undefined)) return state
  const { onTargetSinceMs: _, ...other } = state.other
  return { ...state, other: isOtherOnTarget ? { ...other, onTargetSinceMs: nowMs } : other }
}

const handOver = (state: BeamsState, seen: Followed, nowMs: MonotonicMs): Plan => {
  const { followedNoradId } = seen
  const owedSinceMs = state.owedSinceMs ?? nowMs
  const isAhead = state.other?.noradId === followedNoradId
  const hopsWhy = whyHop(state, { ...seen, isAhead }, nowMs - owedSinceMs)
  if (hopsWhy !== undefined)
    return plan({ serving: seen.serving, servedNoradId: followedNoradId }, [], ...(hopsWhy === '' ? [] : [hopsWhy]))
  if (!isAhead) return plan({ ...on(state, followedNoradId, nowMs), owedSinceMs })
  const ahead: BeamsState = { ...timed(state, seen, nowMs), owedSinceMs }
  const onTargetSinceMs = ahead.other?.onTargetSinceMs
  const isMade = onTargetSinceMs !== undefined && nowMs - onTargetSinceMs >= MAKE_MS
  return plan(ahead, isMade ? [{ do: 'serve', beam: seen.serving === 0 ? 1 : 0 }] : [])
}

/** Why the beam that serves goes there itself; empty for the first satellite, which is no handover. */
const whyHop = (
  state: BeamsState,
  seen: BeamsObservation & { isAhead: boolean },
  owedMs: number,
): string | undefined => {
  if (state.servedNoradId === undefined) return ''
  if (owedMs >= MAKE_LIMIT_MS) return `the beam hops: the other was not ready in ${MAKE_LIMIT_MS / 1000} s`
  if (seen.isServed) return undefined
  // What is ahead already costs nothing more than the swap.
  return seen.isAhead && seen.isOtherOnTarget ? undefined : 'the beam hops: there is no lock to keep'
}
