import { z } from 'zod'
import type { AppendLog } from '../../hal/append-log.ts'
import { type AuditHead, auditHead, auditHeadWords } from '../domain/audit-head.ts'
import { judgeHead, type KnownHead } from '../plan/head-judge.ts'
import { isSignedHead } from './audit-head-check.ts'

/** A line of the shore's log of heads. */
const keptHead = z.strictObject({ receivedUtcMs: z.number(), link: z.string(), head: auditHead })

/** More trains than any railway has: who has the key can make up names. */
const TRAINS_AT_MOST = 10_000

/** What a line of the log holds; undefined for one that is none. */
export const readHeadLine = (line: string): z.infer<typeof keptHead> | undefined => {
  try {
    return keptHead.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

interface AuditHeadBookDeps {
  log: AppendLog
  /** UTC, ms. */
  utcNowMs(): number
  /** Tells a person, a line at a time. */
  say(line: string): void
}

/** The shore's record of where trains' audit logs ended, and of what does not fit the one before. */
export class AuditHeadBook {
  readonly #deps: AuditHeadBookDeps
  readonly #known: Map<string, KnownHead>
  readonly #keeping = new Set<string>()

  private constructor(deps: AuditHeadBookDeps, known: Map<string, KnownHead>) {
    this.#deps = deps
    this.#known = known
  }

  /** Rejects as the log's `lines` does. */
  static async open(deps: AuditHeadBookDeps): Promise<AuditHeadBook> {
    const known = new Map<string, KnownHead>()
    for await (const line of deps.log.lines()) {
      const head = readHeadLine(line)?.head
      if (head) known.set(head.train, head)
    }
    return new AuditHeadBook(deps, known)
  }

  /** Resolves with whether it is kept, now or before: what is not is not to be acknowledged, so that it comes again. */
  async take(head: AuditHead, link: string): Promise<boolean> {
    const { train } = head
    // The same by another link: it comes again.
    if (this.#keeping.has(train)) return false
    if (!isSignedHead(head)) return this.#refuse(head, 'its signature is not that of its device key')
    const known = this.#known.get(train)
    if (!known && this.#known.size >= TRAINS_AT_MOST) return this.#refuse(head, 'too many trains')
    const verdict = judgeHead(known, head)
    if (verdict.is === 'repeated') return true
    if (verdict.doubt !== undefined) this.#deps.say(`alarm: ${auditHeadWords(head)}, by ${link}: ${verdict.doubt}`)
    this.#keeping.add(train)
    try {
      await this.#deps.log.append(JSON.stringify({ receivedUtcMs: this.#deps.utcNowMs(), link, head }))
      this.#known.set(train, head)
      return true
    } catch (error) {
      return this.#refuse(head, error instanceof Error ? error.message : String(error))
    } finally {
      this.#keeping.delete(train)
    }
  }

  close(): Promise<void> {
    return this.#deps.log.close()
  }

  #refuse(head: AuditHead, why: string): false {
    this.#deps.say(`alarm: ${auditHeadWords(head)}: NOT KEPT: ${why}`)
    return false
  }
}
