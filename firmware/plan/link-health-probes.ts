import type { MonotonicMs } from '../../hal/units.ts'

/** A probe that was sent lately. */
export interface SentProbe {
  number: number
  sentAtMs: MonotonicMs
  /** What the link's tunnel had sent by then; absent where nobody counts. */
  sentPackets?: number
  outcome: 'pending' | 'answered' | 'lost'
}

/** The probes of a link, the oldest first, and how long their answers take. */
export interface ProbeBook {
  probes: readonly SentProbe[]
  /** Of the next one; whole, 32 bits. */
  nextNumber: number
  /** Smoothed, with its deviation (RFC 6298); absent: nothing was answered yet. */
  roundTrip?: { meanMs: number; deviationMs: number }
}

const OVERDUE_LEAST_MS = 150
const OVERDUE_MOST_MS = 3_000
const OVERDUE_UNKNOWN_MS = 1_000
/** An answer that is so many times overdue counts as lost. */
const LOST_AFTER = 2
/** A late answer still tells how long the way takes, for so long. */
const KEEPS_MS = 10_000
const PROBES_AT_MOST = 128
const NUMBERS = 2 ** 32

/** After how long an answer is overdue, by what answers took lately. */
export const overdueAfterMs = ({ roundTrip }: ProbeBook): number =>
  roundTrip
    ? Math.min(OVERDUE_MOST_MS, Math.max(OVERDUE_LEAST_MS, roundTrip.meanMs + 4 * roundTrip.deviationMs))
    : OVERDUE_UNKNOWN_MS

export const emptyBook = (firstNumber: number): ProbeBook => ({ probes: [], nextNumber: firstNumber % NUMBERS })

/** Enters a probe that is sent now. */
export const enterProbe = (book: ProbeBook, sentPackets: number | undefined, nowMs: MonotonicMs): ProbeBook => {
  const probe: SentProbe = {
    number: book.nextNumber,
    sentAtMs: nowMs,
    ...(sentPackets !== undefined && { sentPackets }),
    outcome: 'pending',
  }
  const kept = book.probes.filter(({ sentAtMs }) => nowMs - sentAtMs < KEEPS_MS).slice(1 - PROBES_AT_MOST)
  return { ...book, probes: [...kept, probe], nextNumber: (book.nextNumber + 1) % NUMBERS }
}

// RFC 6298 §2.
const measure = ({ roundTrip }: ProbeBook, tookMs: number): NonNullable<ProbeBook['roundTrip']> => {
  if (!roundTrip) return { meanMs: tookMs, deviationMs: tookMs / 2 }
  const deviationMs = roundTrip.deviationMs * 0.75 + Math.abs(roundTrip.meanMs - tookMs) * 0.25
  return { meanMs: roundTrip.meanMs * 0.875 + tookMs * 0.125, deviationMs }
}

/** Enters an answer; `undefined` when no probe of this number waits for one. */
export const enterAnswer = (
  book: ProbeBook,
  number: number,
  nowMs: MonotonicMs,
): { book: ProbeBook; probe: SentProbe } | undefined => {
  const probe = book.probes.find((one) => one.number === number && one.outcome !== 'answered')
  if (!probe) return undefined
  const probes = book.probes.map((one) => (one === probe ? { ...one, outcome: 'answered' as const } : one))
  return { book: { ...book, probes, roundTrip: measure(book, nowMs - probe.sentAtMs) }, probe }
}

/** Gives up what is long overdue; those that were given up now, with the book. */
export const giveUp = (book: ProbeBook, nowMs: MonotonicMs): { book: ProbeBook; lost: readonly SentProbe[] } => {
  const limitMs = LOST_AFTER * overdueAfterMs(book)
  const lost = book.probes.filter(({ outcome, sentAtMs }) => outcome === 'pending' && nowMs - sentAtMs >= limitMs)
  if (lost.length === 0) return { book, lost }
  const probes = book.probes.map((one) => (lost.includes(one) ? { ...one, outcome: 'lost' as const } : one))
  return { book: { ...book, probes }, lost }
}

/** The probes since the last that was answered, of those that are overdue. */
export const unansweredProbes = (book: ProbeBook, nowMs: MonotonicMs): readonly SentProbe[] => {
  const answered = book.probes.findLastIndex(({ outcome }) => outcome === 'answered')
  const limitMs = overdueAfterMs(book)
  return book.probes.slice(answered + 1).filter(({ sentAtMs }) => nowMs - sentAtMs >= limitMs)
}
