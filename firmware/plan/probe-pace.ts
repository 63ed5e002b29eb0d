import type { MonotonicMs } from '../../hal/units.ts'

/** What probes may cost. */
export interface ProbeTerms {
  /** One probe, and one answer at the most: bytes outside, with all headers. */
  probeBytes: number
  /** To ask the other end's kernel, or its answer: bytes outside; 0 where it cannot be asked. */
  knockBytes: number
  /** Averaged over a minute, each way. */
  budgetKbps: number
  /** Of a link that carries a class, of one that does not, and of one that does not and is paid by volume. */
  usedEveryMs: number
  spareEveryMs: number
  costlyEveryMs: number
}

/** What a budget is reckoned by. */
type ProbeCost = Pick<ProbeTerms, 'budgetKbps'>

/** What may be sent now; it fills up by and by. */
export interface ProbeBudget {
  bytes: number
  countedAtMs: MonotonicMs
}

const MINUTE_S = 60
/** This share of a minute's bytes may go in one burst; the others come evenly. */
const BURST_SHARE = 0.2

const bytesPerS = ({ budgetKbps }: ProbeCost): number => (budgetKbps * 1_000) / 8

const mostBytes = (terms: ProbeCost): number => BURST_SHARE * MINUTE_S * bytesPerS(terms)

/** Fills the budget up to now; at the begin it is full. */
export const fillBudget = (before: ProbeBudget | undefined, terms: ProbeCost, nowMs: MonotonicMs): ProbeBudget => {
  if (!before) return { bytes: mostBytes(terms), countedAtMs: nowMs }
  const more = ((nowMs - before.countedAtMs) / 1_000) * (1 - BURST_SHARE) * bytesPerS(terms)
  return { bytes: Math.min(mostBytes(terms), before.bytes + more), countedAtMs: nowMs }
}

/** The budget after one probe; `undefined` when there is none left for it. */
export const spendProbe = (
  budget: ProbeBudget,
  { probeBytes }: Pick<ProbeTerms, 'probeBytes'>,
): ProbeBudget | undefined => (budget.bytes < probeBytes ? undefined : { ...budget, bytes: budget.bytes - probeBytes })
