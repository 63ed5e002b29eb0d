import assert from 'node:assert/strict'

/** The smallest value that at least `share` (0 to 1) of the values do not exceed; asserts that there is one. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  assert(found !== undefined, 'a quantile needs a value')
  return found
}
