import type { Random } from '../../../hal/random.ts'
import { type LineEnding, lineEndingOf, openAmipEar, openAmipLine } from './openamip-words.ts'

/** Arguments of `w` after the time, by version: none, altitude, heading and speed, pitch and roll, yaw. */
const ARGUMENTS_OF_W = [0, 1, 3, 5, 6] as const

/** How one antenna writes: its line end, and how many arguments its version gives to `s` and `w`. */
export const selfantWriter = (chance: Random, lineEnding: LineEnding | undefined) => {
  const end = lineEndingOf(chance, lineEnding)
  const hasMoreStatus = chance.next() < 0.5
  const placeWords = 4 + (ARGUMENTS_OF_W[Math.floor(chance.next() * ARGUMENTS_OF_W.length)] ?? 0)
  return (letter: string, words: readonly (string | number)[]): Uint8Array => {
    const more = hasMoreStatus && letter === 's' ? ['0', '0'] : []
    const told = letter === 'w' ? words.slice(0, placeWords) : words
    return openAmipLine(letter, [...told, ...more], end)
  }
}

/** What the modem said, as this antenna reads it; anything else is ignored. */
interface ModemSaid {
  interval(of: 'A' | 'W', interval: number): void
  satellite(longitudeDeg: number): void
  find(): void
  lock(isLocked: boolean, isTransmitAllowed: boolean): void
  carrierToNoise(db: number): void
}

/** Reads the modem's lines. */
export const modemEar = (said: ModemSaid) =>
  openAmipEar((letter, [first = '', second = '']) => {
    const value = Number(first)
    if (letter === 'F') said.find()
    else if (letter === 'L') said.lock(first === '1', second === '1')
    else if (first === '' || !Number.isFinite(value)) return
    else if ((letter === 'A' || letter === 'W') && value >= 0) said.interval(letter, value)
    else if (letter === 'S') said.satellite(value)
    else if (letter === 'C') said.carrierToNoise(value)
  })
