import type { Level } from '../../hal/gpio.ts'
import type { MonotonicMs } from '../../hal/units.ts'

/** A count of pulses on one channel, with the direction that a second one gave. */
export interface PulseCount {
  level: Level
  /** Of the last edge that was believed. */
  edgeMs: number
  pulses: number
  netPulses: number
  direction: 'forward' | 'backward' | 'unknown'
  bounces: number
  lastPulseMs?: MonotonicMs
  pulsePeriodMs?: number
}

/** Nothing counted, at the level that the line has. */
export const firstCount = (level: Level): PulseCount => ({
  level,
  edgeMs: Number.NEGATIVE_INFINITY,
  pulses: 0,
  netPulses: 0,
  direction: 'unknown',
  bounces: 0,
})

/** An edge of channel A, and channel B's level at that time where there is one. */
export interface Edge {
  level: Level
  atMs: MonotonicMs
  levelB?: Level | undefined
}

/**
 * Takes one edge in: a rising one that is no bounce is a pulse. B is still low when A rises on a coach that runs forward.
 * Changes the count in place, since edges are many.
 */
export const takeEdge = (count: PulseCount, { level, atMs, levelB }: Edge, bounceMs: number): void => {
  if (level === count.level || atMs - count.edgeMs < bounceMs) {
    count.bounces++
    return
  }
  count.level = level
  count.edgeMs = atMs
  if (level === 0) return
  count.pulses++
  if (count.lastPulseMs !== undefined) count.pulsePeriodMs = atMs - count.lastPulseMs
  count.lastPulseMs = atMs
  if (levelB === undefined) return
  count.direction = levelB === 0 ? 'forward' : 'backward'
  count.netPulses += levelB === 0 ? 1 : -1
}
