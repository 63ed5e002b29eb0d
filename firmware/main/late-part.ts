import type { Cancel, Clock } from '../../hal/clock.ts'
import { planReconnect } from '../../hal/reconnecting-link.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { Service } from '../services/service.ts'
import type { Tell } from '../services/tell.ts'

interface LatePartOptions<Part> {
  clock: Clock
  tell: Tell
  /** In people's words; the subject of what is told of it. */
  name: string
  /** Resolves with `undefined` where none is wanted. */
  open: () => Promise<Part | undefined>
  /** Told once, when it is there. */
  onOpen?: (part: Part) => void
}

/** Every try waits for the same thing, and none has to keep out of another's step. */
const NO_JITTER = 0.5

/** A part without which the others run: opened beside them, and again every 10 s at the least while it cannot be. Its failure is told once. */
export class LatePart<Part extends Service> {
  readonly #options: LatePartOptions<Part>
  #part: Part | undefined
  #failures = 0
  #isClosed = false
  #trying: Promise<void>
  #endWait: Cancel = () => {}
  /** Settles with the first try, whatever came of it; never rejects. */
  readonly tried: Promise<void>

  constructor(options: LatePartOptions<Part>) {
    this.#options = options
    this.#trying = this.#try()
    this.tried = this.#trying
  }

  /** `undefined` while it is not there. */
  now(): Part | undefined {
    return this.#part
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#endWait()
    await this.#trying
    await this.#part?.close()
  }

  async #try(): Promise<void> {
    const { open, onOpen, tell, name } = this.#options
    try {
      this.#part = await open()
    } catch (error) {
      this.#failed(error)
      return
    }
    if (this.#failures > 0) tell({ subject: name, text: 'could be opened at last' })
    if (this.#part && !this.#isClosed) onOpen?.(this.#part)
  }

  #failed(error: unknown): void {
    const { clock, tell, name } = this.#options
    if (++this.#failures === 1) {
      const why = error instanceof Error ? error.message : String(error)
      tell({ subject: name, text: `cannot be opened, and is tried again: ${why}`, severity: 'warning' })
    }
    if (this.#isClosed) return
    const retry = error instanceof TerminalError ? error.retry : 'backoff'
    const { delayMs } = planReconnect({ failures: this.#failures, retry, jitter: NO_JITTER })
    this.#endWait = clock.after(delayMs, () => {
      this.#trying = this.#try()
    })
  }
}
