import type { Polarization, Unreadable } from './messages.ts'

/** A message, or why the line is none. */
export type Reading<M> = M | string
/** Reads what follows the letter; arguments past those it knows are of later versions and ignored. */
export type Read<M> = (words: readonly string[]) => Reading<M>

/** A decimal number without exponent: a line of noise seldom is one. */
const NUMBER = /^[+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})$/

export const numberAt = (words: readonly string[], at: number): number | undefined => {
  const word = words[at]
  return word !== undefined && NUMBER.test(word) ? Number(word) : undefined
}

export const isFlag = (word: string | undefined): boolean => word === '0' || word === '1'

export const isPolarization = (word: string | undefined): word is Polarization =>
  word === 'H' || word === 'V' || word === 'L' || word === 'R'

export const oneNumber = <M>(words: readonly string[], make: (value: number) => Reading<M>): Reading<M> => {
  const value = numberAt(words, 0)
  return value === undefined ? 'argument 1 is no number' : make(value)
}

export const twoNumbers = <M>(
  words: readonly string[],
  make: (first: number, second: number) => Reading<M>,
): Reading<M> => {
  const first = numberAt(words, 0)
  const second = numberAt(words, 1)
  if (first === undefined) return 'argument 1 is no number'
  return second === undefined ? 'argument 2 is no number' : make(first, second)
}

/** Anything but printable ASCII, in a protocol that is ASCII. */
const UNPRINTABLE = /[^\x20-\x7e\t]/

/** Decodes one line of `who`, with or without its line end, by the reader of its letter. */
export const decodeLine = <M extends object>(
  line: string,
  who: string,
  readers: Readonly<Record<string, Read<M>>>,
): M | Unreadable => {
  const words = line.trim().split(/[ \t]+/)
  const letter = words.shift() ?? ''
  if (UNPRINTABLE.test(line.trim())) return { kind: 'unreadable', reason: 'not printable ASCII' }
  const read = Object.hasOwn(readers, letter) ? readers[letter] : undefined
  if (!read) return { kind: 'unreadable', reason: `no message of ${who}: ${letter.slice(0, 8)}` }
  const reading = read(words)
  return typeof reading === 'string' ? { kind: 'unreadable', reason: `${letter}: ${reading}` } : reading
}

export const flag = (value: boolean): string => (value ? '1' : '0')

/** A number of few digits; what is not finite becomes 0. */
export const rounded = (value: number, digits: number): string => (Number.isFinite(value) ? value : 0).toFixed(digits)

/** Words from elsewhere on a line of ours: what would end the line or is no text is left out, and so is what is too long. */
export const plainWords = (text: string): string => text.replace(/[^\x20-\x7e]/g, '').slice(0, 120)
