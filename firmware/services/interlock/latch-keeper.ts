import type { Storage } from '../../../hal/storage.ts'
import { type LatchState, latchesAtStart, latchState } from '../../plan/transmit-latches.ts'
import type { Tell } from '../tell.ts'

const RECORD = 'interlock-latches'
const UNREADABLE = 'what was locked out or ordered off cannot be read: nothing may transmit'

/** Who asks for what would not be kept is told so. */
export const UNREAD =
  'what is latched is not read, or cannot be: everything stays muted; ask again, and see docs/interlock.md if that lasts'

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
      if (bytes) this.#state = latchState.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
      else if (await this.#storage.has(RECORD)) this.#complain(UNREADABLE, 'its files are damaged')
      else this.#state = latchesAtStart
    } catch (error) {
      this.#complain(UNREADABLE, error)
    }
  }

  /** Absent until it was read. */
  present(): LatchState | undefined {
    return this.#state
  }

  /** Holds from now on; resolves when it is durable, rejects with TerminalError when it is not, though it holds. */
  async set(state: LatchState): Promise<void> {
    this.#state = state
    const bytes = Buffer.from(JSON.stringify(state))
    const write = () => this.#storage.write(RECORD, bytes)
    // Twice: else damage to the newer of its two files would give what held before, such as no lockout.
    const written = this.#writing.then(write).then(write)
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
