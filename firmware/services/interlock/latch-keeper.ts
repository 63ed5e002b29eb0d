import type { Storage } from '../../../hal/storage.ts'
import { type LatchState, latchesAtStart, latchState } from '../../plan/transmit-latches.ts'
import type { Tell } from '../tell.ts'

const RECORD = 'interlock-latches'

/**
 * Keeps what people and shore have latched where no restart and no power cut forgets it. Until it has been read nothing is
 * known of it, and nothing may transmit; a record that is there and cannot be read leaves it so.
 */
export class LatchKeeper {
  readonly #storage: Storage
  readonly #tell: Tell
  #state: LatchState | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor({ storage, tell }: { storage: Storage; tell: Tell }) {
    this.#storage = storage
    this.#tell = tell
  }

  /** Resolves when it was read, or when that failed, which is told. */
  async read(): Promise<void> {
    try {
      const bytes = await this.#storage.read(RECORD)
      this.#state = bytes ? latchState.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))) : latchesAtStart
    } catch (error) {
      this.#complain('what was locked out or ordered off cannot be read: nothing may transmit', error)
    }
  }

  /** Absent until it was read. */
  present(): LatchState | undefined {
    return this.#state
  }

  /** Holds from now on; resolves when it is durable, rejects with TerminalError when it is not, though it holds. */
  async set(state: LatchState): Promise<void> {
    this.#state = state
    const written = this.#writing.then(() => this.#storage.write(RECORD, Buffer.from(JSON.stringify(state))))
    this.#writing = written.catch(() => {})
    try {
      await written
    } catch (error) {
      this.#complain('what was latched could not be written: it holds until a restart', error)
      throw error
    }
  }

  #complain(text: string, error: unknown): void {
    const reasons = [error instanceof Error ? error.message.slice(0, 300) : String(error)]
    this.#tell({ subject: 'latches', text, reasons, severity: 'warning' })
  }
}
