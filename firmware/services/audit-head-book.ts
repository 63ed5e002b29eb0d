import { z } from 'zod'
import type { AppendLog } from '../../hal/append-log.ts'
import type { Clock } from '../../hal/clock.ts'
import { type AuditHead, auditHead, auditHeadWords } from '../domain/audit-head.ts'
import { readJsonLine } from '../domain/json-line.ts'
import { doubtOf, type KnownHead } from '../plan/head-judge.ts'
import { isSignedHead } from './audit-head-check.ts'

/** A line of the shore's log of heads. */
const keptHead = z.strictObject({ receivedUtcMs: z.number(), link: z.string(), head: auditHead })

/** More trains than any railway has that shares a key: who has it can make up names. */
const TRAINS_AT_MOST = 500
/** Of a train: one that tells more is not ours. It needs two months to push out what is kept. */
const EACH_MS = 60_000
/** Of a train, by which one that comes again is known: a day of them. */
const ENDS_AT_MOST = 300
/** What is refused is said once in this time. */
const SAY_EACH_MS = 60_000

/** What a line of the log holds; undefined for one that is none. */
export const readHeadLine = (line: string): z.infer<typeof keptHead> | undefined => readJsonLine(keptHead, line)

interface AuditHeadBookDeps {
  clock: Pick<Clock, 'nowMs'>
  log: AppendLog
  /** UTC, ms. */
  utcNowMs(): number
  /** Tells a person, a line at a time. */
  say(line: string): void
}

/** What is known of a train: its newest head, and all that are kept of it. */
interface Known {
  newest: KnownHead
  ends: Set<string>
  keptMs: number
}

const endOf = ({ seq, hash, fingerprint }: KnownHead): string => `${seq}:${hash}:${fingerprint}`

/** The shore's record of where trains' audit logs ended, and of what does not fit the one before. */
export class AuditHeadBook {
  readonly #deps: AuditHeadBookDeps
  readonly #known = new Map<string, Known>()
  readonly #keeping = new Set<string>()
  #saidMs = Number.NEGATIVE_INFINITY

  private constructor(deps: AuditHeadBookDeps) {
    this.#deps = deps
  }

  /** Rejects as the log's `lines` does. */
  static async open(deps: AuditHeadBookDeps): Promise<AuditHeadBook> {
    const book = new AuditHeadBook(deps)
    for await (const line of deps.log.lines()) {
      const head = readHeadLine(line)?.head
      if (head) book.#remember(head, Number.NEGATIVE_INFINITY)
    }
    return book
  }

  /** Resolves with whether it is kept, now or before: what is not is not to be acknowledged, so that it comes again. */
  async take(head: AuditHead, link: string): Promise<boolean> {
    const { train } = head
    if (!isSignedHead(head)) return this.#refuse(head, 'its signature is not that of its device key')
    const known = this.#known.get(train)
    if (known?.ends.has(endOf(head))) return true
    // The same by another link, or more than a train has to tell: it comes again.
    if (this.#keeping.has(train) || (known && this.#deps.clock.nowMs() - known.keptMs < EACH_MS)) return false
    if (!known && this.#known.size >= TRAINS_AT_MOST) return this.#refuse(head, 'too many trains')
    this.#tellOf(head, link)
    return this.#keep(head, link)
  }

  close(): Promise<void> {
    return this.#deps.log.close()
  }

  #tellOf(head: AuditHead, link: string): void {
    const newest = this.#known.get(head.train)?.newest
    const words = `${auditHeadWords(head)}, by ${link}`
    const doubt = newest && doubtOf(newest, head)
    if (!newest) this.#deps.say(`${words}: the first of this train`)
    if (doubt !== undefined) this.#deps.say(`alarm: ${words}: ${doubt}`)
  }

  async #keep(head: AuditHead, link: string): Promise<boolean> {
    const { log, clock, utcNowMs } = this.#deps
    this.#keeping.add(head.train)
    try {
      await log.append(JSON.stringify({ receivedUtcMs: utcNowMs(), link, head }))
      this.#remember(head, clock.nowMs())
      return true
    } catch (error) {
      return this.#refuse(head, error instanceof Error ? error.message : String(error))
    } finally {
      this.#keeping.delete(head.train)
    }
  }

  /** One that is behind the newest leaves it the newest; another device key begins anew. */
  #remember(head: AuditHead, keptMs: number): void {
    const known = this.#known.get(head.train)
    const isNewest = !known || head.fingerprint !== known.newest.fingerprint || head.seq > known.newest.seq
    const ends = known?.ends ?? new Set()
    ends.add(endOf(head))
    const [oldest] = ends
    if (ends.size > ENDS_AT_MOST && oldest !== undefined) ends.delete(oldest)
    this.#known.set(head.train, { newest: isNewest ? head : known.newest, ends, keptMs })
  }

  #refuse(head: AuditHead, why: string): false {
    const nowMs = this.#deps.clock.nowMs()
    if (nowMs - this.#saidMs < SAY_EACH_MS) return false
    this.#saidMs = nowMs
    this.#deps.say(`alarm: ${auditHeadWords(head)}: NOT KEPT: ${why}`)
    return false
  }
}
