import type { MonotonicMs, UtcMs } from '../../hal/units.ts'

/** An epoch whose position is no measurement of where the train is now, taken as one without a position. */
export interface NotMeasured {
  kind: 'no-fix'
  atMs: MonotonicMs
  utcMs?: UtcMs
  reason: 'not-measured'
  quality: DoubtfulQuality
}

/** What of an epoch tells whether it is a measurement. */
interface Told {
  atMs: MonotonicMs
  utcMs?: UtcMs
  quality?: string
}

/**
 * Qualities that are no fix. A receiver's own dead reckoning drifts unseen and says no more of it than that it is one; the
 * train has its own, whose error it knows. A fix that its receiver calls unsafe is one that it suspects itself.
 */
const doubtful = ['estimated', 'manual', 'simulated', 'unsafe'] as const
type DoubtfulQuality = (typeof doubtful)[number]

/** Their clocks may be as invented as their positions. */
const INVENTED: readonly DoubtfulQuality[] = ['simulated', 'unsafe']

/** What an epoch with a position becomes when that was not measured; `undefined` when it was. */
export const notMeasured = ({ atMs, utcMs, quality: said }: Told): NotMeasured | undefined => {
  const quality = doubtful.find((one) => one === said)
  if (quality === undefined) return undefined
  const isTimed = utcMs !== undefined && !INVENTED.includes(quality)
  return { kind: 'no-fix', atMs, ...(isTimed && { utcMs }), reason: 'not-measured', quality }
}
