import type { Random } from '../../../hal/random.ts'

/** Line ends seen of OpenAMIP modems and antennas. */
export type LineEnding = '\n' | '\r\n' | '\r'

const LINE_ENDINGS: readonly LineEnding[] = ['\n', '\r\n', '\r']
/** Longest line that a virtual modem or antenna reads. */
const LONGEST = 200

/** The line end of one virtual device: as told, or one of those in the field. */
export const lineEndingOf = (chance: Random, told: LineEnding | undefined): LineEnding =>
  told ?? LINE_ENDINGS[Math.floor(chance.next() * LINE_ENDINGS.length)] ?? '\n'

/** One line as bytes: its letter and its words. */
export const openAmipLine = (letter: string, words: readonly (string | number)[], end: LineEnding): Uint8Array =>
  Buffer.from([letter, ...words].join(' ') + end, 'latin1')

/** Reads the other end's lines; a line that is too long is read in parts, as simple devices do. */
export const openAmipEar = (read: (letter: string, words: readonly string[]) => void) => {
  let line = ''
  const take = (): void => {
    const [letter = '', ...words] = line.trim().split(/\s+/)
    read(letter, words)
  }
  return {
    hear: (bytes: Uint8Array): void => {
      for (const byte of bytes) {
        const isEnd = byte === 0x0a || byte === 0x0d
        if (isEnd) take()
        line = isEnd || line.length >= LONGEST ? '' : line + String.fromCharCode(byte)
      }
    },
    forget: (): void => {
      line = ''
    },
  }
}
