import type { Clock } from '../../hal/clock.ts'

interface LineQueueOptions {
  clock: Clock
  /** How long a line is waited for. */
  limitMs: number
  /** What to say when none comes. */
  missing: (why: string) => Error
}

interface Waiter {
  take(line: string): void
  giveUp(why: string): void
}

/** Lines that a program prints, each for whoever has waited the longest, or kept until somebody asks. */
export class LineQueue {
  readonly #options: LineQueueOptions
  readonly #lines: string[] = []
  readonly #waiting: Waiter[] = []
  #isEnded = false

  constructor(options: LineQueueOptions) {
    this.#options = options
  }

  push(line: string): void {
    const next = this.#waiting.shift()
    if (next) next.take(line)
    else this.#lines.push(line)
  }

  /** No more lines come; those that are kept can still be asked for. */
  end(): void {
    this.#isEnded = true
    for (const { giveUp } of this.#waiting.splice(0)) giveUp('has ended')
  }

  /** Rejects when none comes in time, or none more at all; a line that comes later is the next one's. */
  next(): Promise<string> {
    const ready = this.#lines.shift()
    if (ready !== undefined) return Promise.resolve(ready)
    const { missing } = this.#options
    return this.#isEnded ? Promise.reject(missing('has ended')) : new Promise(this.#wait)
  }

  readonly #wait = (resolve: (line: string) => void, reject: (error: Error) => void): void => {
    const { clock, limitMs, missing } = this.#options
    const giveUp = (why: string): void => {
      cancel()
      reject(missing(why))
    }
    const waiter: Waiter = {
      take: (line) => {
        cancel()
        resolve(line)
      },
      giveUp,
    }
    const cancel = clock.after(limitMs, () => {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
      giveUp('no answer')
    })
    this.#waiting.push(waiter)
  }
}
