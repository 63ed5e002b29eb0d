/**
 * The comma-separated fields of one sentence, address first, and the first thing found wrong with them.
 * NMEA checksums are weak, so each reader takes the exact grammar of its field; empty is `undefined`, never 0.
 * Readers go over the bytes themselves: most of a receiver's time on our processor is this.
 */
export interface Fields {
  readonly bytes: Buffer
  /** Where each field begins, and where one after the last would. */
  readonly starts: Int32Array
  /** How many fields there are, the address included. */
  readonly count: number
  problem: string | undefined
}

export interface Range {
  min: number
  max: number
}

/** More than in any sentence that is decoded. */
const MOST_FIELDS = 64
const COMMA = 0x2c
export const POINT = 0x2e
const PLUS = 0x2b
const MINUS = 0x2d
const ZERO = 0x30
const FIRST_PRINTABLE = 0x20
const LAST_PRINTABLE = 0x7e
/** A sum of more digits may not be exact any more. */
const EXACT_DIGITS = 15

const powersOfTen: readonly number[] = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power)

/** Room for the starts of all fields of a sentence. */
export const newStarts = (): Int32Array => new Int32Array(MOST_FIELDS + 2)

/**
 * Splits `bytes` from `start` to `end`, the latter exclusive, with the help of `starts`; a byte that is no printable ASCII
 * is a problem, and so are too many fields.
 */
export const splitFields = (bytes: Buffer, start: number, end: number, starts: Int32Array): Fields => {
  let count = 0
  let problem: string | undefined
  starts[0] = start
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte === COMMA && count < MOST_FIELDS) starts[++count] = at + 1
    else if (byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE) problem = 'bytes that are no text'
  }
  if (count === MOST_FIELDS) problem = 'too many fields'
  starts[++count] = end + 1
  return { bytes, starts, count, problem }
}

/** Notes what is wrong with a field; the first note stands. */
export const reject = (fields: Fields, index: number, what: string): undefined => {
  fields.problem ??= `field ${index}: ${what}`
  return undefined
}

export const startOf = (fields: Fields, index: number): number => fields.starts[index] as number
export const endOf = (fields: Fields, index: number): number => (fields.starts[index + 1] as number) - 1

/** Whether a field is missing or holds nothing. */
export const isEmpty = (fields: Fields, index: number): boolean =>
  index >= fields.count || startOf(fields, index) === endOf(fields, index)

export const textAt = (fields: Fields, index: number): string =>
  isEmpty(fields, index) ? '' : fields.bytes.toString('latin1', startOf(fields, index), endOf(fields, index))

/** Whether a field holds this byte. */
export const hasByte = (fields: Fields, index: number, byte: number): boolean => {
  if (index >= fields.count) return false
  for (let at = startOf(fields, index); at < endOf(fields, index); at++) if (fields.bytes[at] === byte) return true
  return false
}

const longNumber = (bytes: Buffer, from: number, to: number): number => Number(bytes.toString('latin1', from, to))

/** `digits[.digits]` as a number, NaN of anything else: no sign, no exponent, no blank. */
export const unsignedIn = (bytes: Buffer, from: number, to: number): number => {
  let value = 0
  let pointAt = -1
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number
    if (byte === POINT && pointAt < 0 && at > from) pointAt = at
    else if (byte >= ZERO && byte <= ZERO + 9) value = value * 10 + byte - ZERO
    else return Number.NaN
  }
  if (from === to) return Number.NaN
  if (to - from > EXACT_DIGITS) return longNumber(bytes, from, to)
  return pointAt < 0 ? value : value / (powersOfTen[to - pointAt - 1] as number)
}

const signedIn = (bytes: Buffer, from: number, to: number): number => {
  const sign = bytes[from]
  if (sign === MINUS) return -unsignedIn(bytes, from + 1, to)
  return unsignedIn(bytes, sign === PLUS ? from + 1 : from, to)
}

/** A decimal number without exponent within `range`; a sign only where the range goes below 0. */
export const decimal = (fields: Fields, index: number, { min, max }: Range): number | undefined => {
  if (isEmpty(fields, index)) return undefined
  const start = startOf(fields, index)
  const end = endOf(fields, index)
  const value = min < 0 ? signedIn(fields.bytes, start, end) : unsignedIn(fields.bytes, start, end)
  if (Number.isNaN(value)) return reject(fields, index, 'not a number')
  return value >= min && value <= max ? value : reject(fields, index, 'out of range')
}

/** Digits only, within `range`. */
export const whole = (fields: Fields, index: number, { min, max }: Range): number | undefined => {
  if (isEmpty(fields, index)) return undefined
  const { bytes } = fields
  const end = endOf(fields, index)
  let value = 0
  for (let at = startOf(fields, index); at < end; at++) {
    const digit = (bytes[at] as number) - ZERO
    if (digit < 0 || digit > 9) return reject(fields, index, 'not a whole number')
    value = 10 * value + digit
  }
  return value >= min && value <= max ? value : reject(fields, index, 'out of range')
}

/** One of the given letters. */
export const letter = (fields: Fields, index: number, allowed: string): string | undefined => {
  if (isEmpty(fields, index)) return undefined
  const byte = fields.bytes[startOf(fields, index)]
  if (endOf(fields, index) - startOf(fields, index) === 1)
    for (let at = 0; at < allowed.length; at++) if (allowed.charCodeAt(at) === byte) return allowed[at]
  return reject(fields, index, `not one of ${allowed}`)
}

/** How many digits stand at `from`, before `to`. */
export const digitsFrom = (bytes: Buffer, from: number, to: number): number => {
  let at = from
  while (at < to && (bytes[at] as number) >= ZERO && (bytes[at] as number) <= ZERO + 9) at++
  return at - from
}

/** Two digits that are known to be some. */
export const twoDigitsAt = (bytes: Buffer, at: number): number =>
  ((bytes[at] as number) - ZERO) * 10 + (bytes[at + 1] as number) - ZERO
