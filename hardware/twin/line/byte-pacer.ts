import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { Random } from '../../../hal/random.ts'

/**
 * How a run of bytes is cut on its way: `uart` as a serial adapter does, 1 to 64 bytes at a time, whatever the frames are;
 * `frames` for accelerated rides, one to three pieces a frame, so that a ride costs few events.
 */
export type Chunking = 'uart' | 'frames'

/** How a direction of a line carries bytes. */
export interface PacerOptions {
  clock: Clock
  random: Random
  msPerByte: () => number
  chunking: Chunking
  /** Takes a chunk at the time when its last byte has arrived. */
  deliver: (bytes: Uint8Array) => void
}

interface Frame {
  bytes: Uint8Array
  sentAt: number
  /** Not on the wire before this time. */
  readyMs: number
}

/** What waits in one direction at most; what comes beyond is lost and counted, as in a UART without flow control. */
export const MAX_QUEUED_BYTES = 65_536

const MAX_UART_CHUNK = 64
const WHOLE_SHARE = 0.95

/** One direction of a line: bytes leave it in order, no faster than the baud rate, in natural pieces. */
export class BytePacer {
  readonly #options: PacerOptions
  readonly #frames: Frame[] = []
  #queuedBytes = 0
  #wireFreeMs = 0
  #pending: Cancel | undefined
  #chunkBytes = 0
  droppedBytes = 0

  constructor(options: PacerOptions) {
    this.#options = options
  }

  send(bytes: Uint8Array, holdMs = 0): void {
    if (bytes.length === 0) return
    if (this.#queuedBytes + bytes.length > MAX_QUEUED_BYTES) {
      this.droppedBytes += bytes.length
      return
    }
    this.#queuedBytes += bytes.length
    this.#frames.push({ bytes, sentAt: 0, readyMs: this.#options.clock.nowMs() + holdMs })
    if (!this.#pending) this.#carryNext()
  }

  /** Loses what is on its way. */
  clear(): void {
    this.#pending?.()
    this.#pending = undefined
    this.#frames.length = 0
    this.#queuedBytes = 0
    this.#wireFreeMs = 0
  }

  readonly #arrive = (): void => {
    const frame = this.#frames[0]
    this.#pending = undefined
    if (!frame) return
    const chunk = this.#take(frame)
    if (frame.sentAt === frame.bytes.length) this.#frames.shift()
    this.#carryNext()
    this.#options.deliver(chunk)
  }

  #take(frame: Frame): Uint8Array {
    const { bytes, sentAt } = frame
    const size = this.#chunkBytes
    frame.sentAt += size
    this.#queuedBytes -= size
    return size === bytes.length ? bytes : bytes.subarray(sentAt, sentAt + size)
  }

  #carryNext(): void {
    const frame = this.#frames[0]
    if (!frame) return
    const { clock, msPerByte } = this.#options
    const nowMs = clock.nowMs()
    this.#chunkBytes = this.#chunkSize(frame)
    // What is late stays late by no more than the timer was: the wire itself never waits for the timer.
    this.#wireFreeMs = Math.max(this.#wireFreeMs, frame.readyMs) + this.#chunkBytes * msPerByte()
    this.#pending = clock.after(Math.max(0, this.#wireFreeMs - nowMs), this.#arrive)
  }

  #chunkSize({ bytes, sentAt }: Frame): number {
    const { random, chunking } = this.#options
    const left = bytes.length - sentAt
    if (chunking === 'uart') return Math.min(left, 1 + Math.floor(random.next() * MAX_UART_CHUNK))
    const isFirst = sentAt === 0
    if (left === 1 || random.next() < WHOLE_SHARE || (!isFirst && sentAt > bytes.length / 2)) return left
    return 1 + Math.floor(random.next() * (left - 1))
  }
}
