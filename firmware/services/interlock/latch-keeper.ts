import type { Storage } from '../../../hal/storage.ts'
import { type LatchState, latchesAtStart, latchState } from '../../plan/transmit-latches.ts'
import type { Tell } from '../tell.ts'
import { latestWriter } from './latest-writer.ts'

const RECORD = 'interlock-latches'
const UNREADABLE = 'what was locked out or ordered off cannot be read: nothing may transmit'

/** Who asks for what would not be kept is told so. */
export const UNREAD =
  'what is latched is not read, or cannot be: everything stays muted; ask again, and if that lasts, lockout show says why and what to do'

/** When what is left of a mode or an order is written down: a process that is killed again and again forgets at most half of each life. */
export const KEEP_TIMES = { firstMs: 1_000, mostMs: 60_000 }
/** No process has ended and begun in less; so one that never lives for a second ends its modes too. */
const START_COSTS_MS = 1_000

/** What a start leaves of a time that was kept, ms. */
export const leftAtStart = ({ leftMs }: { leftMs: number }): number => Math.max(0, leftMs - START_COSTS_MS)

/** What a keeper works with. */
export interface LatchKeeperOptions {
  storage: Storage
  tell: Tell
  /** Whether this controller has run before, by another trace than the record: then a record that is absent was lost. */
  hasRunBefore(): Promise<boolean>
}

/** What a record came to that was read: its state, or why nobody knows it. */
type Read = { state: LatchState } | { why: string }

const bytesOf = (state: LatchState): Uint8Array => Buffer.from(JSON.stringify(state))

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300)

/**
 * Keeps what people and shore have latched where no restart and no power cut forgets it. Until it has been read nothing is known of it, and nothing may
 * transmit; a record that cannot be read, or is gone, leaves it so until a person on site decides.
 */
export class LatchKeeper {
  readonly #options: LatchKeeperOptions
  #state: LatchState | undefined
  #unreadWhy: string | undefined
  readonly #write: (bytes: Uint8Array) => Promise<void>

  constructor(options: LatchKeeperOptions) {
    this.#options = options
    this.#write = latestWriter((bytes) => this.#writeTwice(bytes))
  }

  /** Resolves when it was read, or when that failed, which is told. At the first start of a controller the record is made, so that its absence says something later. */
  async read(): Promise<void> {
    try {
      const read = await this.#readRecord()
      if ('state' in read) this.#state = read.state
      else this.#leaveUnread(read.why)
    } catch (error) {
      this.#leaveUnread(wordsOf(error))
    }
  }

  /** Absent until it was read. */
  present(): LatchState | undefined {
    return this.#state
  }

  /** Why it cannot be read; absent while it is being read and afterwards. */
  unreadWhy(): string | undefined {
    return this.#unreadWhy
  }

  /** Begins anew with nothing latched, once that is durable; rejects with TerminalError when it cannot be, and nothing has changed then. */
  async begin(): Promise<LatchState> {
    await this.#write(bytesOf(latchesAtStart))
    this.#state = latchesAtStart
    this.#unreadWhy = undefined
    return latchesAtStart
  }

  /** Holds from now on; resolves when it is durable, rejects with TerminalError when it is not, though it holds. */
  async set(state: LatchState): Promise<void> {
    this.#state = state
    await this.#write(bytesOf(state))
  }

  async #readRecord(): Promise<Read> {
    const { storage, hasRunBefore } = this.#options
    const bytes = await storage.read(RECORD)
    if (bytes) return { state: latchState.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))) }
    if (await storage.has(RECORD)) return { why: 'its files are damaged' }
    if (await hasRunBefore()) return { why: 'its files are gone, and the transmission log says that there were some' }
    return { state: await this.begin() }
  }

  async #writeTwice(bytes: Uint8Array): Promise<void> {
    const { storage } = this.#options
    try {
      // Twice: else damage to the newer of its two files would give what held before, such as no lockout.
      await storage.write(RECORD, bytes)
      await storage.write(RECORD, bytes)
    } catch (error) {
      if (this.#state) this.#complain('what was latched could not be written: it holds until a restart', wordsOf(error))
      throw error
    }
  }

  #leaveUnread(why: string): void {
    this.#unreadWhy = why
    this.#complain(
      UNREADABLE,
      why,
      'once the roof is clear and no order stands: lockout forget --by NAME --reason TEXT',
    )
  }

  #complain(text: string, ...reasons: string[]): void {
    this.#options.tell({ subject: 'latches', text, reasons, severity: 'warning' })
  }
}
