import type { AuditHead } from '../domain/audit-head.ts'

/** Where a log ended once: the number of its last entry and its hash. */
export type AuditEnd = Pick<AuditHead, 'seq' | 'hash'>

/** What a log has of them. */
export interface FoundEnds {
  /** The number before its first entry, whose hash that entry has. */
  beforeFirst: number
  /** Hashes of entries by their number, among them that before the first. */
  hashes: ReadonlyMap<number, string>
}

type Compared = { line: string; isWell: boolean } | undefined

const compare = ({ seq, hash }: AuditEnd, newest: number, { beforeFirst, hashes }: FoundEnds): Compared => {
  const found = hashes.get(seq)
  if (found === hash) return undefined
  if (found !== undefined) return { line: `entry ${seq} is not the one that was told ashore`, isWell: false }
  if (seq >= beforeFirst) return { line: `entry ${seq}, which was told ashore, is not in it`, isWell: false }
  return { line: `entry ${seq} is older than this log: not compared`, isWell: seq < newest }
}

/** What is to be said of ends that were told ashore, and whether the log is the one that had them: the newest must be in it, older ones may be gone. */
export const compareEnds = (ends: readonly AuditEnd[], found: FoundEnds): { lines: string[]; isWell: boolean } => {
  const newest = Math.max(...ends.map(({ seq }) => seq))
  const compared = ends.map((end) => compare(end, newest, found))
  return {
    lines: compared.flatMap((one) => one?.line ?? []),
    isWell: compared.every((one) => one?.isWell ?? true),
  }
}
