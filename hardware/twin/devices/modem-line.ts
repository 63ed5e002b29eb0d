import type { Random } from '../../../hal/random.ts'

/** Line ends seen of OpenAMIP modems. */
export type LineEnding = '\n' | '\r\n' | '\r'

const LINE_ENDINGS: readonly LineEnding[] = ['\n', '\r\n', '\r']
/** Longest line this modem reads. */
const LONGEST = 200

/** How one modem writes: its line end, and whether its version adds arguments to S, L and C. */
export const modemWriter = (chance: Random, lineEnding: LineEnding | undefined) => {
  const end = lineEnding ?? LINE_ENDINGS[Math.floor(chance.next() * LINE_ENDINGS.length)]
  const hasMoreArguments = chance.next() < 0.5
  return (letter: string, words: readonly (string | number)[]): Uint8Array => {
    const more = hasMoreArguments && 'SLC'.includes(letter) ? ['0'] : []
    return Buffer.from([letter, ...words, ...more].join(' ') + end, 'latin1')
  }
}

/** What the antenna said, as this modem reads it; anything else is ignored. */
interface AntennaSaid {
  s(isFunctional: boolean, mayTransmit: boolean): void
  w(isValid: boolean): void
  a(intervalS: number): void
  c(): void
}

/** Reads the antenna's lines. */
export const antennaEar = (said: AntennaSaid) => {
  let line = ''
  const read = (text: string): void => {
    const [letter, first = '', second = ''] = text.trim().split(/\s+/)
    if (letter === 's') said.s(first === '1', second === '1')
    else if (letter === 'w') said.w(first === '1')
    else if (letter === 'c') said.c()
    else if (letter === 'a' && Number(first) > 0) said.a(Number(first))
  }
  return {
    hear: (bytes: Uint8Array): void => {
      for (const byte of bytes) {
        const isEnd = byte === 0x0a || byte === 0x0d
        if (isEnd) read(line)
        line = isEnd || line.length >= LONGEST ? '' : line + String.fromCharCode(byte)
      }
    },
    forget: (): void => {
      line = ''
    },
  }
}
