import { once } from 'node:events'
import type { StopSignal } from './stop-signal.ts'

const PART_CHARACTERS = 65_536

/** Writes lines to standard output in parts, and waits while its reader is slower: what waits is bounded. */
export class LineWriter {
  readonly #stop: StopSignal
  #waiting = ''

  constructor(stop: StopSignal) {
    this.#stop = stop
  }

  /** True when so much waits that it should be flushed. */
  add(line: string): boolean {
    this.#waiting += `${line}\n`
    return this.#waiting.length >= PART_CHARACTERS
  }

  /** Resolves when there is room for more, or when the command is to end. */
  async flush(): Promise<void> {
    const part = this.#waiting
    this.#waiting = ''
    if (part === '' || process.stdout.write(part)) return
    const drained = new AbortController()
    await Promise.race([once(process.stdout, 'drain', drained), this.#stop.stopped]).catch(() => undefined)
    drained.abort()
  }
}
