const HOUR_MS = 3_600_000
/** What the age of elements costs a direction, OneWeb, measured: hours from the epoch, and the 99th percentile in degrees. */
const AGE_ERRORS = [
  { ageH: 12, p99Deg: 0.07 },
  { ageH: 27, p99Deg: 0.11 },
  { ageH: 75, p99Deg: 0.4 },
] as const
/** A 99th percentile of a two-sided normal error is this many sigma. */
const P99_SIGMAS = 2.6
/** Older elements follow nothing: drag and manoeuvres make them guesses. Chosen. */
export const ELEMENTS_HOLD_DAYS = 14
const ELEMENTS_HOLD_MS = ELEMENTS_HOLD_DAYS * 24 * HOUR_MS

const p99Deg = (ageH: number): number => {
  const [first, , last] = AGE_ERRORS
  if (ageH <= first.ageH) return first.p99Deg
  // An error along the track grows with the square of the time.
  if (ageH >= last.ageH) return last.p99Deg * (ageH / last.ageH) ** 2
  const above = AGE_ERRORS.findIndex((one) => ageH < one.ageH)
  const [from = first, to = last] = [AGE_ERRORS[above - 1], AGE_ERRORS[above]]
  return from.p99Deg + ((to.p99Deg - from.p99Deg) * (ageH - from.ageH)) / (to.ageH - from.ageH)
}

/** One sigma of a direction from elements of that age, degrees; elements from the future are as bad as old ones. */
export const elementsSigmaDeg = (ageMs: number): number => p99Deg(Math.abs(ageMs) / HOUR_MS) / P99_SIGMAS

/** Whether elements are too far from their epoch, before or after it, to follow anything by. */
export const areElementsTooOld = ({ epochUtcMs }: { epochUtcMs: number }, utcMs: number): boolean =>
  Math.abs(utcMs - epochUtcMs) > ELEMENTS_HOLD_MS
