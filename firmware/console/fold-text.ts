import { stripVTControlCharacters } from 'node:util'

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length

const INDENT = 4

const foldPlain = (letters: readonly string[], columns: number, indent: string): string[] => {
  const folded: string[] = []
  let from = 0
  let begin = ''
  while (letters.length - from > columns - begin.length) {
    const room = columns - begin.length
    const space = letters.slice(from, from + room + 1).lastIndexOf(' ')
    const end = from + (space > (from > 0 ? 0 : indent.length) ? space : room)
    folded.push(`${begin}${letters.slice(from, end).join('').trimEnd()}`)
    from = end
    while (letters[from] === ' ') from++
    begin = indent
  }
  return from < letters.length ? [...folded, `${begin}${letters.slice(from).join('')}`] : folded
}

/** Before a line that begins on an empty screen. */
export const clearScreen = '\x1b[H\x1b[2J'

/** Breaks a line between words where the terminal ends, what goes on indented; a line that is broken loses its colours. */
export const foldText = (line: string, columns: number): string[] => {
  if (widthOf(line) <= columns) return [line]
  const letters = [...stripVTControlCharacters(line)]
  const lead = letters.findIndex((letter) => letter !== ' ')
  const indent = ' '.repeat(Math.min(Math.max(0, lead) + (columns >= 40 ? INDENT : 1), Math.floor(columns / 2)))
  const [first = '', ...rest] = foldPlain(letters, columns, indent)
  return [`${line.startsWith(clearScreen) ? clearScreen : ''}${first}`, ...rest]
}
