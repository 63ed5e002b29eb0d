import type { AppendLog } from '../../../hal/append-log.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import { type TransmissionEntry, transmissionLog } from '../../domain/transmission-log.ts'
import { ChainWriter } from '../chain-writer.ts'
import type { Tell } from '../tell.ts'

/** What one entry tells; the recorder adds its place in the chain. */
export type Told = Omit<TransmissionEntry, 'seq' | 'before' | 'run'>

/** Entries that wait for the medium; beyond this the newest are lost, which is told and shows as a gap in time. */
const MOST_WAITING = 256

/** Writes the transmission log: each entry chained to the one before, also over restarts. */
export class TransmissionRecorder {
  readonly #log: AppendLog
  readonly #chain: ChainWriter<TransmissionEntry>
  readonly #run: string
  readonly #tell: Tell
  /** Whether the log had anything at the start; true when nobody can say. */
  readonly hadEntries: Promise<boolean>
  #waiting = 0
  #isWell = true
  #writing: Promise<void>

  /** `run` tells one life of the service from the next. */
  constructor({ log, run, tell }: { log: AppendLog; run: string; tell: Tell }) {
    this.#log = log
    this.#chain = new ChainWriter(log, transmissionLog)
    this.#run = run
    this.#tell = tell
    this.hadEntries = this.#goOn()
    this.#writing = this.hadEntries.then(() => undefined)
  }

  /** What is recorded from now on is written after this only. */
  waitFor(begun: Promise<void>): void {
    this.#writing = this.#writing.then(() => begun)
  }

  record(told: Told): void {
    if (this.#waiting >= MOST_WAITING) {
      this.#complain('entries are lost: the medium does not keep up')
      return
    }
    this.#waiting++
    this.#writing = this.#writing.then(() => this.#write(told)).finally(() => this.#waiting--)
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#log.close()
  }

  /** A last line that does not read begins a new chain, which the check of the log shows. */
  async #goOn(): Promise<boolean> {
    try {
      const { hadEntries, unread } = await this.#chain.goOn()
      if (unread !== undefined) this.#complain(`its last entry does not read: ${unread}`)
      return hadEntries
    } catch (error) {
      this.#complain(error instanceof Error ? error.message : String(error))
      return true
    }
  }

  async #write(told: Told): Promise<void> {
    try {
      await this.#chain.add({ ...told, run: this.#run })
      this.#isWell = true
    } catch (error) {
      this.#complain(error instanceof Error ? error.message : String(error))
    }
  }

  #complain(why: string): void {
    if (!this.#isWell) return
    this.#isWell = false
    this.#tell({ subject: 'transmission log', text: why.slice(0, 400), severity: 'warning' })
  }
}

/** When an entry is due although nothing changed: nothing is longer without a word than this. */
export const ENTRY_EVERY_MS = 300_000

/** What an entry was last written of: whether it may transmit, and what people had ordered then. */
export interface Noted {
  isPermitted: boolean
  orders: string
}

/** Whether a terminal's entry is due: at each change, of what people order too, and every five minutes. */
export const isEntryDue = (
  last: (Noted & { atMs: MonotonicMs }) | undefined,
  { isPermitted, orders }: Noted,
  nowMs: MonotonicMs,
): boolean =>
  last === undefined ||
  last.isPermitted !== isPermitted ||
  last.orders !== orders ||
  nowMs - last.atMs >= ENTRY_EVERY_MS
