/** Work that is done piece by piece, each once the one before it is over; no crowd waits for it. */
export class Turns {
  readonly #waitingAtMost: number
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(waitingAtMost: number) {
    this.#waitingAtMost = waitingAtMost
  }

  /** Whether another piece would have to wait behind too many: whoever asks has to be sent away. */
  isFull(): boolean {
    return this.#waiting >= this.#waitingAtMost
  }

  /** Resolves or rejects as the work does. */
  take<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++
    const turn = this.#last.then(work).finally(() => this.#waiting--)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
