const ZERO = 0x30
const MINUS = 0x2d
const POINT = 0x2e
/** Longer numbers than `fixed` writes itself. */
const MOST_NUMBER_BYTES = 32
const INT32 = 2 ** 31
/** Nearer to the middle between two texts than this, only an exact computation tells which is right. */
const TIE = 1e-6
const powersOfTen: readonly number[] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

/** A constant part of a text, once, as the bytes that `AsciiBuffer.put` copies. */
export const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** Text put together as bytes: one of many short pieces costs the collector more than its content cost to find out. */
export class AsciiBuffer {
  #bytes: Buffer
  #length = 0

  constructor(bytes: number) {
    this.#bytes = Buffer.allocUnsafe(bytes)
  }

  put(part: Uint8Array): void {
    this.#reserve(part.length)
    const bytes = this.#bytes
    let at = this.#length
    for (let from = 0; from < part.length; from++) bytes[at++] = part[from] as number
    this.#length = at
  }

  text(text: string): void {
    this.#reserve(text.length)
    this.#length += this.#bytes.write(text, this.#length, 'latin1')
  }

  /** A whole number of 0 to 2³¹ − 1, with leading zeros up to `digits`. */
  whole(value: number, digits = 1): void {
    this.#reserve(MOST_NUMBER_BYTES)
    this.#digits(value, digits)
  }

  /** As `value.toFixed(digits)` has it, for up to nine decimals. */
  fixed(value: number, digits: number): void {
    const size = Math.abs(value)
    const power = powersOfTen[digits] as number
    const whole = Math.floor(size)
    const scaled = (size - whole) * power
    const fraction = Math.floor(scaled + 0.5)
    const isTie = Math.abs(scaled - Math.floor(scaled) - 0.5) < TIE
    const carries = fraction === power
    if (size >= INT32 || Number.isNaN(size) || isTie) this.text(value.toFixed(digits))
    else this.#decimals(value < 0, carries ? whole + 1 : whole, carries ? 0 : fraction, digits)
  }

  /** What is written; good until more is. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  #decimals(isNegative: boolean, whole: number, fraction: number, digits: number): void {
    this.#reserve(MOST_NUMBER_BYTES)
    if (isNegative) this.#bytes[this.#length++] = MINUS
    this.#digits(whole, 1)
    if (digits === 0) return
    this.#bytes[this.#length++] = POINT
    this.#digits(fraction, digits)
  }

  #digits(value: number, least: number): void {
    let count = least
    while (count < powersOfTen.length && value >= (powersOfTen[count] as number)) count++
    let rest = value
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const tenth = (rest / 10) | 0
      this.#bytes[at] = ZERO + rest - 10 * tenth
      rest = tenth
    }
    this.#length += count
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(2 * (this.#length + more))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}
