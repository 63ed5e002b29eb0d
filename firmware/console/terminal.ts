import type { Charset } from './charset.ts'
import { encodeText, latinText } from './charset.ts'
import { type Key, KeyDecoder } from './keys.ts'
import type { RawLine } from './raw-line.ts'

/** Where the terminal's bytes go. */
export interface TerminalLine {
  /** Resolves when they left; rejects when the line is gone or takes nothing for long. */
  write(bytes: Uint8Array): Promise<void>
}

/** Keys typed ahead; more are lost, and counted. */
const KEYS_AT_MOST = 1_024
/** Few enough that Ctrl-C stops a long answer at 9600 baud within half a second. */
const CHUNK_BYTES = 256
/** Of a transfer: a wait for the line after each costs less. */
const RAW_CHUNK_BYTES = 1_024

/** What a terminal is taken for that was not asked yet, or does not answer. */
const unknownTerminal: { columns: number; rows: number; hasAnsi: boolean; charset: Charset } = {
  columns: 80,
  rows: 24,
  hasAnsi: false,
  charset: 'utf8',
}

/** What is in front of the technician: keys come from it, lines go to it. */
export class ConsoleTerminal {
  columns = unknownTerminal.columns
  rows = unknownTerminal.rows
  /** Whether it moves its cursor and colours letters when asked. */
  hasAnsi = unknownTerminal.hasAnsi
  charset = unknownTerminal.charset
  /** Of its line, bit/s. */
  baudRate = 115_200
  lostKeys = 0
  readonly #line: TerminalLine
  readonly #decoder = new KeyDecoder()
  readonly #keys: Key[] = []
  #waiting: ((key: Key) => void) | undefined
  #written: Promise<void> = Promise.resolve()
  /** Output that was given up before it left. */
  #epoch = 0
  /** Stops waiting for the line. */
  #goOn: () => void = () => undefined
  #onUrgent: (key: Key) => boolean = () => false
  #onTouched: () => void = () => undefined
  /** Who takes bytes in place of keys. */
  #raw: ((bytes: Uint8Array) => void) | undefined

  constructor(line: TerminalLine) {
    this.#line = line
  }

  /** Bytes that were no key. */
  discardedBytes(): number {
    return this.#decoder.discardedBytes
  }

  /** Hears each key before anybody waits for it; says whether that was all that it is for. */
  onUrgent(handler: (key: Key) => boolean): void {
    this.#onUrgent = handler
  }

  /** Hears that somebody is there. */
  onTouched(handler: () => void): void {
    this.#onTouched = handler
  }

  take(bytes: Uint8Array): void {
    if (this.#raw) {
      this.#raw(bytes)
      return
    }
    const discardedBefore = this.#decoder.discardedBytes
    const keys = this.#decoder.decode(bytes)
    // A cable that hangs loose makes noise: nobody is there, and a session must not stay open for it.
    if (keys.length > 0 && this.#decoder.discardedBytes === discardedBefore) this.#onTouched()
    for (const key of keys) if (!this.#onUrgent(key)) this.#hand(key)
  }

  /** Knows nothing of what is in front of it any more: it may be another. */
  forgetTerminal(): void {
    Object.assign(this, unknownTerminal)
  }

  /** Text as the terminal shows it, a column a letter. */
  shown(text: string): string {
    return this.charset === 'utf8' ? text : latinText(text)
  }

  /** The next key; `undefined` when `ended` fires first. Keys go to whoever waited last. */
  nextKey(ended: AbortSignal): Promise<Key | undefined> {
    if (ended.aborted) return Promise.resolve(undefined)
    const ready = this.#keys.shift()
    if (ready) return Promise.resolve(ready)
    const { promise, resolve } = Promise.withResolvers<Key | undefined>()
    const end = (): void => {
      if (this.#waiting === take) this.#waiting = undefined
      resolve(undefined)
    }
    const take = (key: Key): void => {
      ended.removeEventListener('abort', end)
      resolve(key)
    }
    ended.addEventListener('abort', end, { once: true })
    this.#waiting = take
    return promise
  }

  /** Puts keys back that were meant for whoever waits next. */
  giveBack(keys: readonly Key[]): void {
    this.#keys.unshift(...keys)
  }

  /** What was typed ahead is not meant for what comes now. */
  forgetKeys(): void {
    this.#keys.length = 0
  }

  /** Resolves when it left, or was given up. Line ends are those of terminals. */
  write(text: string): Promise<void> {
    const epoch = this.#epoch
    const bytes = encodeText(text.replaceAll('\n', '\r\n'), this.charset)
    this.#written = this.#written.then(() => this.#send(bytes, epoch))
    return this.#written
  }

  writeLine(line: string): Promise<void> {
    return this.write(`${line}\n`)
  }

  /** Gives up what has not left yet: also what a line that takes nothing holds up. */
  dropOutput(): void {
    this.#epoch++
    this.#goOn()
  }

  /** Takes the line away from keys and lines, until it is closed or `ended` fires; what was being written leaves first. */
  openRaw(ended: AbortSignal): RawLine {
    let isOpen = !ended.aborted
    let handler: (bytes: Uint8Array) => void = () => undefined
    const take = (bytes: Uint8Array): void => handler(bytes)
    const close = (): void => {
      isOpen = false
      ended.removeEventListener('abort', close)
      if (this.#raw === take) this.#raw = undefined
    }
    ended.addEventListener('abort', close, { once: true })
    if (isOpen) this.#raw = take
    const send = async (bytes: Uint8Array): Promise<void> => {
      for (let at = 0; at < bytes.length; at += RAW_CHUNK_BYTES) {
        if (!isOpen) throw new RangeError('the line was taken back')
        await this.#leaves(bytes.subarray(at, at + RAW_CHUNK_BYTES))
      }
    }
    return {
      close,
      progressed: () => {
        if (isOpen) this.#onTouched()
      },
      broke: () => {
        if (isOpen) this.#onUrgent({ kind: 'break' })
      },
      interrupt: () => {
        if (isOpen) this.#onUrgent({ kind: 'interrupt' })
      },
      onData: (one) => {
        handler = one
      },
      write: (bytes) => {
        const sent = this.#written.then(() => send(bytes))
        this.#written = sent.catch(() => undefined)
        return sent
      },
    }
  }

  #hand(key: Key): void {
    const take = this.#waiting
    if (take) {
      this.#waiting = undefined
      take(key)
    } else if (this.#keys.length < KEYS_AT_MOST) this.#keys.push(key)
    else this.lostKeys++
  }

  async #send(bytes: Uint8Array, epoch: number): Promise<void> {
    for (let at = 0; at < bytes.length && epoch === this.#epoch; at += CHUNK_BYTES)
      try {
        await this.#leaves(bytes.subarray(at, at + CHUNK_BYTES))
      } catch {
        // The line is gone, which is told where its state is watched.
        return
      }
  }

  /** Resolves when the line took the bytes, or they were given up. */
  #leaves(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#goOn = resolve
      this.#line.write(bytes).then(resolve, reject)
    })
  }
}
