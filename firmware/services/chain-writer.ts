import { createHash } from 'node:crypto'
import type { AppendLog } from '../../hal/append-log.ts'
import { CHAIN_BEGINS, type Chained, type ChainFormat, chainLine, readChainLine } from '../domain/hash-chain.ts'

/** Hexadecimal. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** Where a chain stands: the number and the hash of its last entry. */
export interface ChainEnd {
  seq: number
  hash: string
}

/** Adds entries to a log, each chained to the one before it, also over restarts. One write at a time: its caller waits. */
export class ChainWriter<E extends Chained> {
  readonly #log: AppendLog
  readonly #format: ChainFormat<E>
  #end: ChainEnd = { seq: 0, hash: CHAIN_BEGINS }

  constructor(log: AppendLog, format: ChainFormat<E>) {
    this.#log = log
    this.#format = format
  }

  /**
   * Finds the end of what is there. A last line that does not read begins a new chain, which the check of the log shows: why it does not is
   * answered. Rejects as the log does.
   */
  async goOn(): Promise<{ hadEntries: boolean; unread?: string }> {
    const last = await this.#log.last()
    if (last === undefined) return { hadEntries: false }
    const read = readChainLine(this.#format, last, sha256)
    if (typeof read === 'string') return { hadEntries: true, unread: read }
    this.#end = { seq: read.entry.seq, hash: read.hash }
    return { hadEntries: true }
  }

  end(): ChainEnd {
    return this.#end
  }

  /** Resolves when it is durable; rejects as the log does, and then nothing of it stays. */
  async add(told: Omit<E, 'seq' | 'before'>): Promise<void> {
    const seq = this.#end.seq + 1
    const line = chainLine({ ...told, seq, before: this.#end.hash }, sha256)
    await this.#log.append(line)
    this.#end = { seq, hash: line.slice(line.lastIndexOf('\t') + 1) }
  }
}
