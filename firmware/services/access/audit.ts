import type { AppendLog } from '../../../hal/append-log.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { auditHeadText } from '../../domain/audit-head.ts'
import { type AuditEntry, auditLog, auditText } from '../../domain/audit-log.ts'
import { chainWalk, readChainLine } from '../../domain/hash-chain.ts'
import { ChainWriter, sha256 } from '../chain-writer.ts'
import type { HeardTime } from '../heard-time.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import type { DeviceKey } from './device-key.ts'

/** What is noted; the audit adds when, and its place in the chain. */
export type Noted = Pick<AuditEntry, 'kind' | 'text'> &
  Partial<Pick<AuditEntry, 'line' | 'name' | 'role'>> & { isBad?: boolean }

export interface AuditDeps {
  clock: ServiceContext['clock']
  log: AppendLog
  run: string
  time: HeardTime
  trainId: string
  key: DeviceKey
  tell: Tell
}

/** Notes that wait for the medium. */
const MOST_WAITING = 64
const BREAKS_SHOWN = 10
const TEXT_AT_MOST = 1_200

/** No sign in it moves a cursor or turns the writing round where the log is read. */
const plainText = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, ' ').slice(0, TEXT_AT_MOST)

/** The audit log: what people did at the console, chained entry to entry, its end signed by this controller. */
export class Audit {
  readonly #deps: AuditDeps
  readonly #chain: ChainWriter<AuditEntry>
  #waiting = 0
  #isWell = true
  #last: Promise<void>

  constructor(deps: AuditDeps) {
    this.#deps = deps
    this.#chain = new ChainWriter(deps.log, auditLog)
    this.#last = this.#goOn()
  }

  /** Resolves once it is on the medium; rejects with TerminalError `storage-failed`, or while too many wait. */
  note({ isBad, text, ...noted }: Noted): Promise<void> {
    if (this.#waiting >= MOST_WAITING) return Promise.reject(new RangeError('too many notes wait for the medium'))
    const atMs = this.#deps.clock.nowMs()
    const entry = {
      ...this.#deps.time.at(atMs),
      atMs,
      run: this.#deps.run,
      ...noted,
      text: plainText(text),
      ...(isBad && { isBad: true as const }),
    }
    this.#waiting++
    const written = this.#last.then(() => this.#chain.add(entry)).finally(() => this.#waiting--)
    this.#last = written.then(
      () => {
        this.#isWell = true
      },
      (error) => this.#complain(error),
    )
    return written
  }

  /** The newest entries as lines for people, the oldest first. */
  async show(count: number): Promise<string[]> {
    const newest: string[] = []
    for await (const line of this.#deps.log.lines()) {
      newest.push(line)
      if (newest.length > count) newest.shift()
    }
    return newest.map((line) => {
      const read = readChainLine(auditLog, line, sha256)
      return typeof read === 'string' ? `(${read})` : auditText(read.entry)
    })
  }

  /** Whether every entry follows the one before it, up to the end that this service knows. */
  async verify(): Promise<CommandReply<'access.verify'>> {
    const end = this.#chain.end()
    const found = await walkAudit(this.#deps.log.lines())
    const isShort = end.seq > 0 && (found.last ?? 0) < end.seq
    return {
      ...found,
      breaks: found.breaks + (isShort ? 1 : 0),
      broken: [...found.broken, ...(isShort ? [`it ends before entry ${end.seq}, which was written`] : [])].slice(
        -BREAKS_SHOWN,
      ),
    }
  }

  head(): CommandReply<'access.head'> {
    const { key, trainId, time, clock } = this.#deps
    const { seq, hash } = this.#chain.end()
    const head = { train: trainId, seq, hash, ...time.at(clock.nowMs()) }
    return {
      ...head,
      publicKey: key.publicKey,
      fingerprint: key.fingerprint,
      signature: key.sign(auditHeadText(head)),
    }
  }

  async close(): Promise<void> {
    await this.#last
    await this.#deps.log.close()
  }

  async #goOn(): Promise<void> {
    try {
      const { unread } = await this.#chain.goOn()
      if (unread !== undefined) this.#complain(`its last entry does not read: ${unread}`)
    } catch (error) {
      this.#complain(error)
    }
  }

  #complain(cause: unknown): void {
    if (!this.#isWell) return
    this.#isWell = false
    const why = cause instanceof Error ? cause.message : String(cause)
    this.#deps.tell({ subject: 'audit log', text: why, severity: 'warning' })
  }
}

/** Walks along an audit log's lines: how many entries, and what breaks the chain. */
export const walkAudit = async (
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<CommandReply<'access.verify'>> => {
  const check = chainWalk(auditLog, sha256)
  let [entries, breaks] = [0, 0]
  let first: number | undefined
  let last: number | undefined
  const broken: string[] = []
  for await (const line of lines) {
    entries++
    const problem = check(line)
    const read = readChainLine(auditLog, line, sha256)
    if (typeof read !== 'string') {
      last = read.entry.seq
      first ??= last
    }
    if (problem === undefined) continue
    breaks++
    if (broken.length < BREAKS_SHOWN) broken.push(problem.slice(0, 400))
  }
  return { entries, breaks, broken, ...(first !== undefined && { first }), ...(last !== undefined && { last }) }
}
