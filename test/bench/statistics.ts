import assert from 'node:assert/strict'

/** The middle value, or the mean of the two middle ones; asserts that there is one. */
export const median = (values: readonly number[]): number => {
  assert(values.length > 0, 'a median needs a value')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper
}

/** Largest minus smallest, in the unit of the values: with few runs an honest measure of how far to trust the median. */
export const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values)

/** How many times better ours is than the peer's, over 1 when ours is better; both positive. */
export const ratio = (ours: number, peers: number, better: 'lower' | 'higher'): number =>
  better === 'lower' ? peers / ours : ours / peers
