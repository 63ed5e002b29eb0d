import { stat } from 'node:fs/promises'
import type { AuditHead } from '../../domain/audit-head.ts'
import { auditLog } from '../../domain/audit-log.ts'
import { readChainLine } from '../../domain/hash-chain.ts'
import { walkAudit } from '../../services/access/audit.ts'
import { sha256 } from '../../services/chain-writer.ts'
import { readAuditLog } from '../audit-log-file.ts'
import { cannotRead, readText } from '../linux-machine.ts'
import type { StopSignal } from '../stop-signal.ts'

const linesAt = async (path: string): Promise<AsyncIterable<string> | string[]> => {
  const found = await stat(path).catch((cause: unknown) => {
    throw cannotRead(path, cause)
  })
  if (found.isDirectory()) return readAuditLog(path)
  return (await readText(path)).replace(/\n$/, '').split('\n')
}

/** Where a log ended once: the number of its last entry and its hash. */
export type AuditEnd = Pick<AuditHead, 'seq' | 'hash'>

/** Hands lines on, and remembers the hashes of those entries. */
const remembering = async function* (
  lines: AsyncIterable<string> | string[],
  seqs: ReadonlySet<number>,
  hashes: Map<number, string>,
) {
  for await (const line of lines) {
    const read = readChainLine(auditLog, line, sha256)
    if (typeof read !== 'string' && seqs.has(read.entry.seq)) hashes.set(read.entry.seq, read.hash)
    yield line
  }
}

/** In words, what does not fit an end that was told ashore; what is older than the log cannot be compared. */
const misfit = ({ seq, hash }: AuditEnd, found: string | undefined, first = 1): string | undefined => {
  if (found === hash) return undefined
  if (found !== undefined) return `entry ${seq} is not the one that was told ashore`
  return seq < first ? undefined : `entry ${seq}, which was told ashore, is not in it`
}

/** `audit verify FILE`: exit status 1 when an entry does not follow the one before it, or an end that was told ashore is not in it. */
export const auditVerify = async (
  { head: ends = [] }: { head?: AuditEnd[] },
  _stop: StopSignal,
  path: string,
): Promise<number> => {
  const hashes = new Map<number, string>()
  const lines = remembering(await linesAt(path), new Set(ends.map(({ seq }) => seq)), hashes)
  const { entries, first, last, breaks, broken } = await walkAudit(lines)
  const misfits = ends.flatMap((end) => misfit(end, hashes.get(end.seq), first) ?? [])
  for (const line of [...broken, ...misfits]) process.stdout.write(`${line}\n`)
  const range = first === undefined ? '' : ` (${first} to ${last})`
  const told = ends.length === 0 ? '' : `, ${hashes.size} of ${ends.length} ends compared`
  process.stdout.write(`${entries} entries${range}, ${breaks} breaks in the chain${told}\n`)
  return breaks + misfits.length === 0 ? 0 : 1
}
