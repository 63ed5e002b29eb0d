/**
 * The part of the Firmata protocol (2.x, protocol.md and i2c.md of firmata/protocol) that reads motion parts on I2C.
 * Data bytes have seven bits, so a status byte (0x80 and more) always begins something new: there is no checksum.
 */
const START_SYSEX = 0xf0
const END_SYSEX = 0xf7
const REPORT_VERSION = 0xf9
const SYSTEM_RESET = 0xff
const DIGITAL_MESSAGE = 0x90
const ANALOG_MESSAGE = 0xe0
const STRING_DATA = 0x71
const I2C_REQUEST = 0x76
const I2C_REPLY = 0x77
const I2C_CONFIG = 0x78
const REPORT_FIRMWARE = 0x79
const SAMPLING_INTERVAL = 0x7a

const I2C_WRITE = 0 << 3
const I2C_READ_CONTINUOUSLY = 2 << 3

const pair = (value: number): [low: number, high: number] => [value & 0x7f, (value >> 7) & 0x7f]

/** Asks for the protocol version; every board answers, and also says it unasked when it starts. */
export const encodeVersionRequest = (): Uint8Array => Uint8Array.of(REPORT_VERSION)

/** Puts the board back to its start: what it was reading for an earlier host ends. It is not answered. */
export const encodeReset = (): Uint8Array => Uint8Array.of(SYSTEM_RESET)

/** How often continuous reads are repeated, 1 to 16383 ms. */
export const encodeSamplingInterval = (intervalMs: number): Uint8Array =>
  Uint8Array.of(START_SYSEX, SAMPLING_INTERVAL, ...pair(intervalMs), END_SYSEX)

/** Takes the I2C pins, with a pause between writing a register's number and reading it, 0 to 16383 µs. */
export const encodeI2cConfig = (delayUs = 0): Uint8Array =>
  Uint8Array.of(START_SYSEX, I2C_CONFIG, ...pair(delayUs), END_SYSEX)

/** Writes bytes, 0 to 255 each, to the part at a 7-bit address; the first is the register. */
export const encodeI2cWrite = (address: number, bytes: readonly number[]): Uint8Array =>
  Uint8Array.of(START_SYSEX, I2C_REQUEST, address, I2C_WRITE, ...bytes.flatMap(pair), END_SYSEX)

/** Reads `count` bytes from a register in every sampling interval until a reset. */
export const encodeI2cContinuousRead = (address: number, register: number, count: number): Uint8Array =>
  Uint8Array.of(START_SYSEX, I2C_REQUEST, address, I2C_READ_CONTINUOUSLY, ...pair(register), ...pair(count), END_SYSEX)

/** What a board said. */
export type FirmataMessage =
  | { kind: 'version'; major: number; minor: number }
  | { kind: 'firmware'; name: string; major: number; minor: number }
  /** `data` is the decoder's own and changes with the next message: copy what is to be kept. */
  | { kind: 'i2c-reply'; address: number; register: number; data: Uint8Array }
  | { kind: 'text'; text: string }
  /** A whole message that nothing here needs. */
  | { kind: 'other' }

/** What passed through a decoder. */
export interface FirmataCounters {
  /** Whole messages that were understood. */
  rxFrames: number
  /** Bytes that belonged to no message. */
  rxDiscardedBytes: number
}

/** Takes bytes in any fragmentation and never throws; its memory is bounded by the longest message it accepts. */
export interface FirmataDecoder {
  push(bytes: Uint8Array): void
  /** Forgets a half message, as when the line was opened anew; its bytes count as discarded. */
  reset(): void
  counters(): FirmataCounters
}

/** The longest sysex taken: a board of 70 pins describes itself in less. */
const MAX_BODY_BYTES = 1024

const isShortMessage = (status: number): boolean =>
  status === REPORT_VERSION || (status & 0xf0) === DIGITAL_MESSAGE || (status & 0xf0) === ANALOG_MESSAGE

class Decoder implements FirmataDecoder {
  readonly #onMessage: (message: FirmataMessage) => void
  readonly #body = new Uint8Array(MAX_BODY_BYTES)
  readonly #data = new Uint8Array(MAX_BODY_BYTES / 2)
  readonly #views: Uint8Array[] = []
  /** The status byte of the message that is being read; 0 between messages. */
  #status = 0
  #length = 0
  #rxFrames = 0
  #rxDiscardedBytes = 0

  constructor(onMessage: (message: FirmataMessage) => void) {
    this.#onMessage = onMessage
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (byte >= 0x80) this.#takeStatus(byte)
      else this.#takeData(byte)
    }
  }

  reset(): void {
    if (this.#status !== 0) this.#rxDiscardedBytes += 1 + this.#length
    this.#status = 0
    this.#length = 0
  }

  counters(): FirmataCounters {
    return { rxFrames: this.#rxFrames, rxDiscardedBytes: this.#rxDiscardedBytes }
  }

  #takeStatus(byte: number): void {
    if (byte === END_SYSEX && this.#status === START_SYSEX) {
      this.#finish(this.#sysexMessage(), this.#length + 2)
      return
    }
    this.reset()
    if (byte === START_SYSEX || isShortMessage(byte)) this.#status = byte
    else this.#rxDiscardedBytes++
  }

  #takeData(byte: number): void {
    if (this.#status === 0) {
      this.#rxDiscardedBytes++
      return
    }
    if (this.#length === MAX_BODY_BYTES) {
      this.reset()
      this.#rxDiscardedBytes++
      return
    }
    this.#body[this.#length++] = byte
    if (this.#status !== START_SYSEX && this.#length === 2) this.#finish(this.#shortMessage(), 3)
  }

  #finish(message: FirmataMessage | undefined, size: number): void {
    this.#status = 0
    this.#length = 0
    if (!message) {
      this.#rxDiscardedBytes += size
      return
    }
    this.#rxFrames++
    this.#onMessage(message)
  }

  #shortMessage(): FirmataMessage {
    if (this.#status !== REPORT_VERSION) return { kind: 'other' }
    return { kind: 'version', major: this.#body[0] ?? 0, minor: this.#body[1] ?? 0 }
  }

  #sysexMessage(): FirmataMessage | undefined {
    switch (this.#length === 0 ? undefined : this.#body[0]) {
      case undefined:
        return undefined
      case I2C_REPLY:
        return this.#i2cReply()
      case REPORT_FIRMWARE:
        return this.#firmware()
      case STRING_DATA:
        return this.#text()
      default:
        return { kind: 'other' }
    }
  }

  #i2cReply(): FirmataMessage | undefined {
    const count = this.#unpack(1)
    if (count === undefined || count < 2) return undefined
    const address = this.#data[0] as number
    const register = this.#data[1] as number
    return { kind: 'i2c-reply', address, register, data: this.#replyData(count) }
  }

  /** A view is made once for each length: a ride has a million replies, of two lengths. */
  #replyData(count: number): Uint8Array {
    const known = this.#views[count]
    if (known) return known
    const view = this.#data.subarray(2, count)
    this.#views[count] = view
    return view
  }

  /** A board that was asked too early, or has no name, answers without one. */
  #firmware(): FirmataMessage | undefined {
    const [, major = 0, minor = 0] = this.#body
    const count = this.#length < 3 ? undefined : this.#unpack(3)
    return count === undefined ? undefined : { kind: 'firmware', name: this.#characters(count), major, minor }
  }

  #text(): FirmataMessage | undefined {
    const count = this.#unpack(1)
    return count === undefined ? undefined : { kind: 'text', text: this.#characters(count) }
  }

  #characters(count: number): string {
    return String.fromCharCode(...this.#data.subarray(0, count))
  }

  /** Joins the 7-bit halves from `first` on; undefined when they are no bytes: an odd half, or a value above 255. */
  #unpack(first: number): number | undefined {
    const body = this.#body
    const count = (this.#length - first) >> 1
    if (this.#length - first !== 2 * count) return undefined
    for (let index = 0, at = first; index < count; index++, at += 2) {
      const high = body[at + 1] as number
      if (high > 1) return undefined
      this.#data[index] = (body[at] as number) | (high << 7)
    }
    return count
  }
}

/** A decoder with its own memory; `onMessage` is called within `push`. */
export const firmataDecoder = (onMessage: (message: FirmataMessage) => void): FirmataDecoder => new Decoder(onMessage)
