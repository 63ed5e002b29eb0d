import { stat } from 'node:fs/promises'
import { auditLog } from '../../domain/audit-log.ts'
import { readChainLine } from '../../domain/hash-chain.ts'
import { type AuditEnd, compareEnds } from '../../plan/audit-ends.ts'
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

/** Hands lines on, and remembers of some entries where the log ended then: the first that has a number counts. */
const remembering = async function* (
  lines: AsyncIterable<string> | string[],
  seqs: ReadonlySet<number>,
  found: { beforeFirst: number; hashes: Map<number, string> },
) {
  let isFirst = true
  for await (const line of lines) {
    const read = readChainLine(auditLog, line, sha256)
    if (typeof read !== 'string') {
      const { seq, before } = read.entry
      if (isFirst) found.hashes.set(seq - 1, before)
      if (isFirst) found.beforeFirst = seq - 1
      isFirst = false
      if (seqs.has(seq) && !found.hashes.has(seq)) found.hashes.set(seq, read.hash)
    }
    yield line
  }
}

/** `audit verify FILE`: exit status 1 when an entry does not follow the one before it, or the log is not the one of which an end was told ashore. */
export const auditVerify = async (
  { head: ends = [] }: { head?: AuditEnd[] },
  _stop: StopSignal,
  path: string,
): Promise<number> => {
  const found = { beforeFirst: 0, hashes: new Map<number, string>() }
  const read = remembering(await linesAt(path), new Set(ends.map(({ seq }) => seq)), found)
  const { entries, first, last, breaks, broken } = await walkAudit(read)
  const { lines, isWell } = compareEnds(ends, found)
  for (const line of [...broken, ...lines]) process.stdout.write(`${line}\n`)
  const range = first === undefined ? '' : ` (${first} to ${last})`
  const told = ends.length === 0 ? '' : `, ${ends.length - lines.length} of ${ends.length} ends are in it`
  process.stdout.write(`${entries} entries${range}, ${breaks} breaks in the chain${told}\n`)
  return breaks === 0 && isWell ? 0 : 1
}
