import type { MonotonicMs } from '../../hal/units.ts'
import type { SelfPointingReport } from './self-pointing.ts'

/** An antenna that works but does not know where it is gets its target all the same, this late: some need none. Chosen, as in modems. */
const PATIENCE_MS = 10_000

/** What decides when an antenna is told its target. */
export interface TargetOffer {
  functionalSinceMs: number | undefined
  isTold: boolean
}

export const offerAtStart: TargetOffer = { functionalSinceMs: undefined, isTold: false }

/**
 * Told once, when the antenna works and knows its place, or has worked for 10 s without one; an antenna that stopped working
 * or fell silent may have forgotten it, and is told again.
 */
export const planOffer = (
  offer: TargetOffer,
  { isFunctional, position }: SelfPointingReport,
  nowMs: MonotonicMs,
): { offer: TargetOffer; mustTell: boolean } => {
  if (!isFunctional) return { offer: offerAtStart, mustTell: false }
  const functionalSinceMs = offer.functionalSinceMs ?? nowMs
  const isReady = position !== undefined || nowMs - functionalSinceMs >= PATIENCE_MS
  const mustTell = isReady && !offer.isTold
  return { offer: { functionalSinceMs, isTold: offer.isTold || isReady }, mustTell }
}
