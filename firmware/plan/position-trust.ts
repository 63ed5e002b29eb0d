/** What is known of a position when it is asked whether the licence may be judged by it. */
export interface PositionSeen {
  mode: 'unknown' | 'fixed' | 'dead-reckoning'
  /** Within this of the position with 95 %, m. */
  horizontal95M?: number
  spoofing: 'unknown' | 'ok' | 'warning' | 'critical'
}

/** A dead-reckoned position is trusted for a territory while it is good to this; chosen: what a border's drawing is good to. */
const DEAD_RECKONED_WITHIN_M = 2_000
/** Chosen: an accepted fix that says nothing of its error. */
const UNSTATED_95_M = 100

/** How far off a trusted position may be, m, with 95 %; `undefined` when it is not to be trusted. */
export const trustedWithinM = ({ mode, horizontal95M, spoofing }: PositionSeen): number | undefined => {
  if (mode === 'unknown' || spoofing === 'critical') return undefined
  const withinM = horizontal95M ?? (mode === 'fixed' ? UNSTATED_95_M : Number.POSITIVE_INFINITY)
  return withinM <= DEAD_RECKONED_WITHIN_M ? withinM : undefined
}
