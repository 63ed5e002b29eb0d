import { stat } from 'node:fs/promises'
import { walkAudit } from '../../services/access/audit.ts'
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

/** `audit verify FILE`: exit status 1 when an entry does not follow the one before it. */
export const auditVerify = async (_options: object, _stop: StopSignal, path: string): Promise<number> => {
  const { entries, first, last, breaks, broken } = await walkAudit(await linesAt(path))
  for (const line of broken) process.stdout.write(`${line}\n`)
  const range = first === undefined ? '' : ` (${first} to ${last})`
  process.stdout.write(`${entries} entries${range}, ${breaks} breaks in the chain\n`)
  return breaks === 0 ? 0 : 1
}
