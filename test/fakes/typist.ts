import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { TerminalError } from '../../hal/terminal-error.ts'

const NEVER_MS = 20_000

/** Somebody at a terminal: opens a serial line, types, and reads what comes. */
export class Typist {
  readonly #fd: number
  readonly #stream: ReadStream
  readonly #withinMs: number
  #seen = ''
  #onSeen: () => void = () => undefined

  /** Waits for as long as `withinMs` for what should come. */
  constructor(path: string, { withinMs = NEVER_MS } = {}) {
    this.#withinMs = withinMs
    this.#fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
    this.#stream = new ReadStream(this.#fd)
    this.#stream.setRawMode(true)
    this.#stream.on('data', (bytes: Buffer) => {
      this.#seen += bytes.toString()
      this.#onSeen()
    })
    this.#stream.on('error', () => undefined)
  }

  /** All that came so far. */
  seen(): string {
    return this.#seen
  }

  /** Keeps nothing of what came so far. */
  forget(): void {
    this.#seen = ''
  }

  type(text: string | Uint8Array): void {
    void this.typed(text)
  }

  /** Types, and resolves when the line has taken all of it. */
  typed(text: string | Uint8Array): Promise<void> {
    // A terminal's stream writes as well as it reads.
    const stream = this.#stream as unknown as NodeJS.WritableStream
    return new Promise((resolve) => stream.write(text, () => resolve()))
  }

  /** What came since `from` (characters seen before), once it fits; rejects with what came instead. */
  async until(pattern: RegExp, from = 0): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>()
    const look = (): void => {
      const since = this.#seen.slice(from)
      if (pattern.test(since)) resolve(since)
    }
    this.#onSeen = look
    look()
    const timer = setTimeout(() => resolve(''), this.#withinMs)
    const since = await promise
    clearTimeout(timer)
    this.#onSeen = () => undefined
    if (since !== '') return since
    const said = JSON.stringify(this.#seen.slice(from).slice(-400))
    throw new TerminalError({
      code: 'device-timeout',
      device: 'console',
      retry: 'never',
      message: `nothing like ${pattern} came within ${this.#withinMs / 1000} s, but ${said}`,
    })
  }

  /** Types, and waits for the answer. */
  async say(text: string, pattern: RegExp): Promise<string> {
    const from = this.#seen.length
    this.type(text)
    return this.until(pattern, from)
  }

  async hangUp(): Promise<void> {
    const closed = once(this.#stream, 'close')
    this.#stream.destroy()
    await closed
    // libuv opens a terminal anew for itself and closes only that: the line would stay held.
    closeSync(this.#fd)
  }
}
