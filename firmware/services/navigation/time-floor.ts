import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'

const RECORD = 'time'

const record = z.object({ utcMs: z.number().int() })

const keptIn = (bytes: Uint8Array | undefined): number | undefined => {
  if (!bytes) return undefined
  try {
    return record.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data?.utcMs
  } catch {
    return undefined
  }
}

/** What nothing happens before: when the software was built, and the last proven time, which outlives a restart. */
export class TimeFloor {
  readonly buildUtcMs: number
  readonly #storage: Storage | undefined
  #keptUtcMs: number | undefined

  constructor({ buildUtcMs, storage }: { buildUtcMs: number; storage?: Storage | undefined }) {
    this.buildUtcMs = buildUtcMs
    this.#storage = storage
  }

  /** The later of both, as far as it is known by now: a receiver's week counter is resolved by it. */
  utcMs(): number {
    return Math.max(this.buildUtcMs, this.#keptUtcMs ?? Number.NEGATIVE_INFINITY)
  }

  /** The last proven time, of this run or an earlier one, as far as it is known by now. */
  keptUtcMs(): number | undefined {
    return this.#keptUtcMs
  }

  /** The last proven time of an earlier run; rejects with TerminalError when storage fails. */
  async read(): Promise<number | undefined> {
    const kept = keptIn(await this.#storage?.read(RECORD))
    if (kept !== undefined) this.#keptUtcMs = Math.max(kept, this.#keptUtcMs ?? kept)
    return kept
  }

  /** Holds at once, higher or lower, and durably when it resolves; rejects with TerminalError when storage fails. */
  async keep(utcMs: number): Promise<void> {
    this.#keptUtcMs = utcMs
    await this.#storage?.write(RECORD, new TextEncoder().encode(JSON.stringify({ utcMs })))
  }
}
