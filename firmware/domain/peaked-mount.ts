import {
  asFitted,
  type BiasEstimate,
  isBeyondLearning,
  lessSure,
  mountingOf,
  type PeakAside,
  turnSigmasOf,
  type Warmth,
  withPeak,
} from './bias-filter.ts'
import type { Mounting } from './frames.ts'

/** How a terminal sits by the peaks of one satellite and by what was known before. */
export interface PeakedMount {
  /** Against its drawing, degrees. */
  before: Mounting
  after: Mounting
  /** One sigma of each turn after. */
  sigmaDeg: Mounting
  /** The peaks do not fit what was known: the terminal, or a sensor, has been moved since. */
  isMoved: boolean
  /** More than is learnt: to be mended, or drawn anew. */
  isBeyond: boolean
  estimate: BiasEstimate
}

/** Further off than this, what was known is wrong, or the terminal was moved. */
const MOVED_SIGMAS = 4

interface TakenIn {
  estimate: BiasEstimate
  worstSigmas: number
}

const takeIn = (prior: BiasEstimate, peaks: readonly PeakAside[]): TakenIn =>
  peaks.reduce<TakenIn>(
    ({ estimate, worstSigmas }, peak) => {
      const news = withPeak(estimate, prior, peak)
      const sigmas = Math.abs(news.offDeg) / Math.sqrt(news.varianceDeg2)
      return { estimate: news.estimate, worstSigmas: Math.max(worstSigmas, sigmas) }
    },
    { estimate: prior, worstSigmas: 0 },
  )

/**
 * Turns of a terminal from peaks beside an aim that went by `known`. One satellite shows two of the three: what it cannot show, the turn about the
 * line of sight, stays as it was known. Where the peaks contradict that, it counts no more than the drawing.
 */
export const mountFromPeaks = (known: BiasEstimate, peaks: readonly PeakAside[], warmth: Warmth): PeakedMount => {
  const first = takeIn(lessSure(known), peaks)
  const isMoved = first.worstSigmas > MOVED_SIGMAS
  const { estimate } = isMoved ? takeIn(asFitted(known), peaks) : first
  return {
    before: mountingOf(known, warmth),
    after: mountingOf(estimate, warmth),
    sigmaDeg: turnSigmasOf(estimate),
    isMoved,
    isBeyond: isBeyondLearning(estimate),
    estimate,
  }
}
