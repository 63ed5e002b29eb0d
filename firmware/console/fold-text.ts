import { stripVTControlCharacters } from 'node:util'

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length

const INDENT = 4

const foldPlain = (letters: readonly string[], columns: number, indent: string): string[] => {
  if (letters.length <= columns) return [letters.join('')]
  const window = letters.slice(0, columns + 1)
  const space = window.lastIndexOf(' ')
  const at = space > indent.length ? space : columns
  const rest = letters.slice(at).join('').trimStart()
  return [letters.slice(0, at).join('').trimEnd(), ...foldPlain([...indent, ...rest], columns, indent)]
}

/** Breaks a line between words where the terminal ends, what goes on indented; a line that is broken loses its colours. */
export const foldText = (line: string, columns: number): string[] => {
  if (widthOf(line) <= columns) return [line]
  const letters = [...stripVTControlCharacters(line)]
  const lead = letters.findIndex((letter) => letter !== ' ')
  const indent = ' '.repeat(Math.min(Math.max(0, lead) + (columns >= 40 ? INDENT : 1), Math.floor(columns / 2)))
  return foldPlain(letters, columns, indent)
}
