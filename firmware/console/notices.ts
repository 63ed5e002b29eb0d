import type { Text } from './messages.ts'

/** Something that a person must hear of wherever their session is: in their language once it is told. */
export type Notice = (text: Text) => string

/** Older ones are given up: the log has them all. */
const WAITING_AT_MOST = 4

/** What waits to be told to whoever sits at a terminal: at once where a prompt waits, else at the next one. */
export class Notices {
  readonly #waiting: Notice[] = []
  #onNotice: (() => void) | undefined

  add(notice: Notice): void {
    this.#waiting.push(notice)
    if (this.#waiting.length > WAITING_AT_MOST) this.#waiting.shift()
    this.#onNotice?.()
  }

  /** Those that wait; they are told by whoever takes them. */
  take(): readonly Notice[] {
    return this.#waiting.splice(0)
  }

  /** Hears of each from now on, until the returned function is called. */
  watch(handler: () => void): () => void {
    this.#onNotice = handler
    return () => {
      if (this.#onNotice === handler) this.#onNotice = undefined
    }
  }
}
