import { wrap180Deg } from '../../hal/units.ts'
import type { HeadingClaim } from '../domain/mount-yaw.ts'

/** Claims of one terminal err alike for minutes: a second one sooner would be the first counted twice. */
const NEXT_AFTER_MS = 5 * 60_000
/** Only a heading that is worse than the claim by this is helped. */
const WORSE_BY = 1.5
/** Five sigmas. */
const NIS_MAX = 25

/** What the heading is held to be now, and when it was last helped. */
export interface SignalHeadingSeen {
  claims: readonly HeadingClaim[]
  /** Absent while it is not known which end leads, or nothing is. */
  heading?: { headingTrueDeg: number; sigmaDeg: number }
  takenAtMs?: number
}

/**
 * The claim that helps the heading, the surest; none while the heading is nearly as sure by itself, soon after another, or when it is
 * unlikely to be right.
 */
export const helpfulClaim = (
  { claims, heading, takenAtMs = Number.NEGATIVE_INFINITY }: SignalHeadingSeen,
  nowMs: number,
): HeadingClaim | undefined => {
  const [best] = [...claims].sort((a, b) => a.sigmaDeg - b.sigmaDeg)
  if (!best || !heading || nowMs - takenAtMs < NEXT_AFTER_MS) return undefined
  if (heading.sigmaDeg < WORSE_BY * best.sigmaDeg) return undefined
  const offDeg = wrap180Deg(best.headingTrueDeg - heading.headingTrueDeg)
  return offDeg ** 2 <= NIS_MAX * (heading.sigmaDeg ** 2 + best.sigmaDeg ** 2) ? best : undefined
}
