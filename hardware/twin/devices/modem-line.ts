import type { Random } from '../../../hal/random.ts'
import { type LineEnding, lineEndingOf, openAmipEar, openAmipLine } from './openamip-words.ts'

/** How one modem writes: its line end, and whether its version adds arguments to S, L and C. */
export const modemWriter = (chance: Random, lineEnding: LineEnding | undefined) => {
  const end = lineEndingOf(chance, lineEnding)
  const hasMoreArguments = chance.next() < 0.5
  return (letter: string, words: readonly (string | number)[]): Uint8Array =>
    openAmipLine(letter, hasMoreArguments && 'SLC'.includes(letter) ? [...words, '0'] : words, end)
}

/** What the antenna said, as this modem reads it; anything else is ignored. */
interface AntennaSaid {
  s(isFunctional: boolean, mayTransmit: boolean): void
  w(isValid: boolean): void
  a(intervalS: number): void
  /** What it asks of C/N. */
  c(numbers: readonly number[]): void
}

/** Reads the antenna's lines. */
export const antennaEar = (said: AntennaSaid) =>
  openAmipEar((letter, words) => {
    const [first = '', second = ''] = words
    if (letter === 's') said.s(first === '1', second === '1')
    else if (letter === 'w') said.w(first === '1')
    else if (letter === 'c') said.c(words.map(Number))
    else if (letter === 'a' && Number(first) > 0) said.a(Number(first))
  })
