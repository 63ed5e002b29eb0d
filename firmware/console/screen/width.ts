import { stripVTControlCharacters } from 'node:util'

/** Columns that a text takes on a terminal: colours, and marks that stand on the letter before, take none. */
export const widthOf = (text: string): number => [...stripVTControlCharacters(text).replace(/\p{Mn}/gu, '')].length

/** Filled with spaces to a width: before a figure, behind a word. */
export const padTo = (text: string, width: number, isFigure = false): string => {
  const room = ' '.repeat(Math.max(0, width - widthOf(text)))
  return isFigure ? `${room}${text}` : `${text}${room}`
}

/** One word after the other into lines of a width; a word that is longer is cut, so that no line ever is. */
export const wrapTo = (text: string, width: number): string[] => {
  const room = Math.max(1, width)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) <= room) line = `${line} ${word}`
    else {
      if (line !== '') lines.push(line)
      line = word
    }
    while (widthOf(line) > room) {
      const letters = [...line]
      lines.push(letters.slice(0, room).join(''))
      line = letters.slice(room).join('')
    }
  }
  return [...lines, line]
}
