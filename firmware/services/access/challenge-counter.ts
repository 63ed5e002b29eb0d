import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'
import { COUNTER_END } from '../../domain/access-challenge.ts'
import { keep, readKept } from './kept-json.ts'
import { Turns } from './turns.ts'

const RECORD = 'access-counter'
/** What a damaged record leaves open is jumped over. */
const JUMP = 1_000_000

/** Counts the challenges of this train: never the same number twice, also over restarts. */
export class ChallengeCounter {
  readonly #storage: Storage
  readonly #turns = new Turns(Number.POSITIVE_INFINITY)
  #last: number | undefined

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Kept before it is told, one after the other. Rejects with TerminalError `storage-failed`. */
  next(): Promise<number> {
    return this.#turns.take(async () => {
      const next = ((this.#last ?? (await this.#read())) + 1) % COUNTER_END
      this.#last = next
      await keep(this.#storage, RECORD, { last: next })
      return next
    })
  }

  async #read(): Promise<number> {
    const found = await readKept(this.#storage, RECORD, z.object({ last: z.number().int().nonnegative() }))
    return found === 'none' ? 0 : found === 'damaged' ? JUMP : found.value.last
  }
}
