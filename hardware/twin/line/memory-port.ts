import type { OpenPort, Port } from '../../../hal/port.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import type { LineEnd, PacedLine } from './paced-line.ts'

const refusals = {
  busy: { code: 'port-busy', message: 'its line is in use; close the other end first' },
  unplugged: { code: 'port-missing', message: 'its line is unplugged; it comes back when the plug does' },
} as const

const closedError = (device: string): TerminalError =>
  new TerminalError({ code: 'port-closed', device, retry: 'backoff', message: 'the line is closed' })

class MemoryPort implements Port {
  readonly #name: string
  #end: LineEnd | undefined
  #onData: (bytes: Uint8Array) => void = () => undefined
  #onClose: (cause?: Error) => void = () => undefined

  constructor(line: PacedLine, baudRate: number | undefined) {
    this.#name = line.name
    const end = line.attach({
      onBytes: (bytes) => this.#onData(bytes),
      ...(baudRate !== undefined && { baudRate }),
      onUnplugged: () => this.#pulled(),
    })
    if (typeof end === 'string') throw new TerminalError({ device: line.name, retry: 'backoff', ...refusals[end] })
    this.#end = end
  }

  write(bytes: Uint8Array, done: (error?: Error) => void): void {
    if (this.#end) {
      // The line keeps what it was handed until it has left, and the caller may use its buffer again.
      this.#end.send(bytes.slice())
      queueMicrotask(() => done())
      return
    }
    queueMicrotask(() => done(closedError(this.#name)))
  }

  setBaudRate(baudRate: number, done: (error?: Error) => void): void {
    this.#end?.setBaudRate(baudRate)
    const error = this.#end ? undefined : closedError(this.#name)
    queueMicrotask(() => done(error))
  }

  onData(handler: (bytes: Uint8Array) => void): void {
    this.#onData = handler
  }

  onClose(handler: (cause?: Error) => void): void {
    this.#onClose = handler
  }

  close(): void {
    const end = this.#end
    if (!end) return
    this.#end = undefined
    end.detach()
    this.#onClose()
  }

  #pulled(): void {
    this.#end = undefined
    this.#onClose(closedError(this.#name))
  }
}

/**
 * Opens a virtual device's line in memory, for accelerated rides: the same bytes at the same times as on a
 * pseudo-terminal; without a baud rate it always agrees with the device's. Rejects with `port-busy` or `port-missing`, both worth another try.
 */
export const memoryPort =
  (line: PacedLine, baudRate?: number): OpenPort =>
  async () =>
    new MemoryPort(line, baudRate)
