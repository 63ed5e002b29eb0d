import type { Level } from '../../hal/gpio.ts'
import { type MonotonicMs, monotonicMs } from '../../hal/units.ts'

/** One input between its contact and its claim: `level` as last seen, `settled` once that level has held long enough. */
export interface Debounced {
  settled: Level
  level: Level
  sinceMs: MonotonicMs
}

/** The first level seen is believed at once. */
export const firstLevel = (level: Level, atMs: MonotonicMs): Debounced => ({ settled: level, level, sinceMs: atMs })

/** Believes a level that has held for `debounceMs` at the given time. */
export const settle = (state: Debounced, atMs: MonotonicMs, debounceMs: number): Debounced =>
  atMs - state.sinceMs >= debounceMs ? { ...state, settled: state.level } : state

/** Takes an edge by its own time, which may be earlier than now. */
export const takeEdge = (state: Debounced, edge: { level: Level; atMs: MonotonicMs }, debounceMs: number): Debounced =>
  edge.level === state.level
    ? state
    : { ...settle(state, edge.atMs, debounceMs), level: edge.level, sinceMs: edge.atMs }

/** When the level will be believed if it holds; undefined when it is already. */
export const settlesAtMs = (state: Debounced, debounceMs: number): MonotonicMs | undefined =>
  state.level === state.settled ? undefined : monotonicMs(state.sinceMs + debounceMs)
