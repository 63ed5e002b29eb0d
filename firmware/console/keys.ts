/** One press of a key, or what else a terminal sends. */
export type Key =
  | { kind: 'letter'; letter: string }
  | { kind: NamedKey }
  /** A terminal's answer to the question where its cursor stands, from 1. */
  | { kind: 'cursor'; row: number; column: number }

type NamedKey =
  | 'enter'
  | 'tab'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'home'
  | 'end'
  | 'kill-line'
  | 'kill-rest'
  | 'kill-word'
  | 'interrupt'
  | 'end-of-input'
  | 'redraw'
  /** A BREAK of the line, which serial ports report as NULs only: three in a row. */
  | 'break'

const NUL = 0x00
const LF = 0x0a
const CR = 0x0d
const ESC = 0x1b
const NULS_OF_A_BREAK = 3
/** Longer ones are noise. */
const SEQUENCE_AT_MOST = 16

const controls: Readonly<Record<number, NamedKey>> = {
  1: 'home',
  2: 'left',
  3: 'interrupt',
  4: 'end-of-input',
  5: 'end',
  6: 'right',
  8: 'backspace',
  9: 'tab',
  11: 'kill-rest',
  12: 'redraw',
  14: 'down',
  16: 'up',
  18: 'redraw',
  21: 'kill-line',
  23: 'kill-word',
  127: 'backspace',
}

/** After `ESC [` or `ESC O`, as VT100, xterm, linux, PuTTY and screen send them. */
const sequences: Readonly<Record<string, NamedKey>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  '1~': 'home',
  '7~': 'home',
  '4~': 'end',
  '8~': 'end',
  '3~': 'delete',
}

const CURSOR = /^(\d{1,4});(\d{1,4})R$/

const keyOfSequence = (sequence: string): Key | undefined => {
  const cursor = CURSOR.exec(sequence)
  if (cursor) return { kind: 'cursor', row: Number(cursor[1]), column: Number(cursor[2]) }
  const named = Object.hasOwn(sequences, sequence) ? sequences[sequence] : undefined
  return named && { kind: named }
}

/** How many bytes of UTF-8 a letter has that begins so; 0 for a byte that begins none. */
const lengthAfter = (first: number): number => {
  if (first >= 0xc2 && first <= 0xdf) return 2
  if (first >= 0xe0 && first <= 0xef) return 3
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0
}

const decoder = new TextDecoder('utf-8', { fatal: true })

const letterOf = (bytes: readonly number[]): string | undefined => {
  try {
    return decoder.decode(Uint8Array.from(bytes))
  } catch {
    return undefined
  }
}

/**
 * Bytes of a terminal, in any fragmentation, to keys. UTF-8; CR, LF, CR LF and CR NUL are one `enter`. What is no key is dropped and counted;
 * it holds at most one unfinished letter or sequence.
 */
export class KeyDecoder {
  discardedBytes = 0
  #letter: number[] = []
  /** `undefined` outside of one; what stands after ESC. */
  #sequence: string | undefined
  #wasCr = false
  #nuls = 0

  decode(bytes: Uint8Array): Key[] {
    const keys: Key[] = []
    for (const byte of bytes) {
      const key = this.#take(byte)
      if (key) keys.push(key)
    }
    return keys
  }

  #take(byte: number): Key | undefined {
    const wasCr = this.#wasCr
    this.#wasCr = byte === CR
    if (byte === NUL) return this.#takeNul(wasCr)
    this.#nuls = 0
    if (byte === LF && wasCr) return undefined
    if (byte === ESC) return this.#begin()
    if (byte < 0x20 || byte === 0x7f) return this.#takeControl(byte)
    if (this.#sequence !== undefined) return this.#takeInSequence(byte)
    return this.#takeOfLetter(byte)
  }

  #takeNul(wasCr: boolean): Key | undefined {
    this.#nuls++
    if (!wasCr) this.discardedBytes++
    if (this.#nuls < NULS_OF_A_BREAK) return undefined
    this.#nuls = 0
    this.#forget()
    return { kind: 'break' }
  }

  #begin(): undefined {
    this.#forget()
    this.#sequence = ''
    return undefined
  }

  #takeControl(byte: number): Key | undefined {
    this.#forget()
    if (byte === CR || byte === LF) return { kind: 'enter' }
    const kind = controls[byte]
    if (kind) return { kind }
    this.discardedBytes++
    return undefined
  }

  #takeInSequence(byte: number): Key | undefined {
    const sequence = `${this.#sequence}${String.fromCharCode(byte)}`
    const [kind = '', ...rest] = sequence
    if (kind !== '[' && kind !== 'O') {
      // ESC alone, and then an ordinary key.
      this.#sequence = undefined
      this.discardedBytes++
      return this.#takeOfLetter(byte)
    }
    // The function keys of Linux's own screen have a second bracket: `ESC [ [ A`.
    const isOver = rest.length > 0 && byte >= 0x40 && sequence !== '[['
    this.#sequence = isOver ? undefined : sequence
    if (sequence.length > SEQUENCE_AT_MOST) this.#forget()
    if (!isOver) return undefined
    const key = keyOfSequence(rest.join(''))
    if (!key) this.discardedBytes += sequence.length + 1
    return key
  }

  #takeOfLetter(byte: number): Key | undefined {
    if (byte < 0x80) {
      this.#forget()
      return { kind: 'letter', letter: String.fromCharCode(byte) }
    }
    if (lengthAfter(byte) > 0) this.#forget()
    this.#letter.push(byte)
    const length = lengthAfter(this.#letter[0] ?? 0)
    if (this.#letter.length < length) return undefined
    const letter = length > 0 ? letterOf(this.#letter) : undefined
    if (letter === undefined) {
      this.#forget()
      return undefined
    }
    this.#letter = []
    return { kind: 'letter', letter }
  }

  /** What was begun and not ended is noise. */
  #forget(): void {
    this.discardedBytes += this.#letter.length + (this.#sequence === undefined ? 0 : this.#sequence.length + 1)
    this.#letter = []
    this.#sequence = undefined
  }
}
