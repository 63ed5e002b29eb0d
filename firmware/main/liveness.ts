import type { MonotonicMs } from '../../hal/units.ts'

/** How often a process says that it lives. */
export const HEARTBEAT_EVERY_MS = 1_000
/** How often it is looked whether it did. */
export const LOOK_EVERY_MS = 1_000
/**
 * A process that was ready and says nothing for as long stands still. Chosen: ten beats; the longest that a service holds its loop is some
 * 0.1 s, and a machine on which that becomes 10 s drives no train.
 */
const SILENT_AT_MOST_MS = 10_000
/** Until it is ready. Chosen: seven services that start together on a quarter of a slow core take some 30 s, each a while without a turn of its loop. */
const STARTING_AT_MOST_MS = 120_000
/** More than this between two looks is the looker's own standing still, when beats wait unread. */
const LOOK_COUNTS_AT_MOST_MS = 2 * LOOK_EVERY_MS

/** How long nothing was heard of a process. */
export interface Liveness {
  isReady: boolean
  silentMs: number
  lookedAtMs: MonotonicMs
}

/** Of a process that was started just now. */
export const livenessAtStart = (nowMs: MonotonicMs): Liveness => ({ isReady: false, silentMs: 0, lookedAtMs: nowMs })

/** It said something. */
export const heardOf = (state: Liveness, isReady: boolean): Liveness => ({
  ...state,
  isReady: state.isReady || isReady,
  silentMs: 0,
})

/**
 * One look at a process: whether it stands still and must be killed. Silence is counted from look to look: an orchestrator that itself stood still
 * takes nobody for dead whose beats it has not read yet.
 */
export const lookAt = (state: Liveness, nowMs: MonotonicMs): { state: Liveness; standsStill: boolean } => {
  const silentMs = state.silentMs + Math.min(LOOK_COUNTS_AT_MOST_MS, nowMs - state.lookedAtMs)
  const limitMs = state.isReady ? SILENT_AT_MOST_MS : STARTING_AT_MOST_MS
  return { state: { ...state, silentMs, lookedAtMs: nowMs }, standsStill: silentMs >= limitMs }
}
