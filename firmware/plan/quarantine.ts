/** A satellite that is left alone for a while, and why. */
export interface Quarantined {
  noradId: number
  untilUtcMs: number
  /** Acquisitions of it that failed, one after the other; 0 where that is not the reason. */
  failures: number
}

/** A first failure; each further one waits four times as long. */
const FIRST_MS = 60_000
const LONGER_BY = 4
export const LONGEST_QUARANTINE_MS = 24 * 3_600_000
/** A failure this old says nothing of the next. */
const FORGET_FAILURES_MS = 24 * 3_600_000

/**
 * The list after a satellite gave no lock. Only while others give lock is that the satellite's own fault, and the time grows
 * from one failure to the next; else snow on the antenna would shut every satellite out for a day.
 */
export const afterFailure = (
  list: readonly Quarantined[],
  { noradId, utcMs, othersLock }: { noradId: number; utcMs: number; othersLock: boolean },
): { list: readonly Quarantined[]; holdsMs: number } => {
  const before = list.find((one) => one.noradId === noradId)?.failures ?? 0
  const failures = othersLock ? before + 1 : Math.max(1, before)
  const holdsMs = Math.min(LONGEST_QUARANTINE_MS, FIRST_MS * (othersLock ? LONGER_BY ** (failures - 1) : 1))
  const others = list.filter((one) => one.noradId !== noradId)
  return { list: [...others, { noradId, untilUtcMs: utcMs + holdsMs, failures }], holdsMs }
}

/** The list without what has been forgotten; the very same while nothing has. A satellite that locks has no failures any more. */
export const tidied = (
  list: readonly Quarantined[],
  { utcMs, lockedNoradId }: { utcMs: number; lockedNoradId?: number | undefined },
): readonly Quarantined[] => {
  // A time that was wrong and far ahead must not shut a satellite out for years.
  const isKept = ({ noradId, untilUtcMs }: Quarantined): boolean =>
    noradId !== lockedNoradId && utcMs - untilUtcMs < FORGET_FAILURES_MS && untilUtcMs - utcMs <= LONGEST_QUARANTINE_MS
  return list.every(isKept) ? list : list.filter(isKept)
}
