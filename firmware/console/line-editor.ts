import type { Key } from './keys.ts'

/** A line that is being typed. */
export interface EditedLine {
  /** A letter each. */
  letters: readonly string[]
  /** Letters before the cursor. */
  cursor: number
  /** How many lines back in the history it stands; 0: the new one. */
  back: number
  /** The new line, while an older one is shown. */
  draft: readonly string[]
}

export const emptyLine: EditedLine = { letters: [], cursor: 0, back: 0, draft: [] }

export const textOfLine = ({ letters }: EditedLine): string => letters.join('')

/** Longer ones are noise, or a paste of what is no command. */
export const LINE_AT_MOST = 4_096

const HISTORY_KEPT = 100

const lineOf = (letters: readonly string[], cursor = letters.length): EditedLine => ({
  ...emptyLine,
  letters,
  cursor,
})

/** The history with a line more, the oldest first; one that was just there is not repeated. */
export const remember = (history: readonly string[], line: string): readonly string[] =>
  line.trim() === '' || history.at(-1) === line ? history : [...history, line].slice(-HISTORY_KEPT)

const without = (line: EditedLine, from: number, to: number): EditedLine => ({
  ...line,
  letters: line.letters.toSpliced(from, to - from),
  cursor: from,
})

/** Letters and signs of one column: those that take two, none, or draw pictures would leave the cursor elsewhere than we think. */
const ONE_COLUMN = /^[\p{L}\p{N}\p{P}\p{S} ]$/u
const WIDE_FROM = 0x1100
const isOneColumn = (letter: string): boolean =>
  ONE_COLUMN.test(letter) && ((letter.codePointAt(0) ?? 0) < WIDE_FROM || /[\u2010-\u23ff]/.test(letter))

const insert = (line: EditedLine, letter: string): EditedLine => {
  if (line.letters.length >= LINE_AT_MOST || !isOneColumn(letter)) return line
  return { ...line, letters: line.letters.toSpliced(line.cursor, 0, letter), cursor: line.cursor + 1 }
}

const goBack = (line: EditedLine, history: readonly string[], by: 1 | -1): EditedLine => {
  const back = line.back + by
  if (back < 0 || back > history.length) return line
  const draft = line.back === 0 ? line.letters : line.draft
  const letters = back === 0 ? draft : [...(history.at(-back) ?? '')]
  return { letters, cursor: letters.length, back, draft }
}

const wordStart = ({ letters, cursor }: EditedLine): number => {
  let at = cursor
  while (at > 0 && letters[at - 1] === ' ') at--
  while (at > 0 && letters[at - 1] !== ' ') at--
  return at
}

const at = (line: EditedLine, cursor: number): EditedLine => ({
  ...line,
  cursor: Math.min(Math.max(0, cursor), line.letters.length),
})

/** What a key makes of a line; keys that do not edit leave it as it is. */
export const editLine = (line: EditedLine, key: Key, history: readonly string[]): EditedLine => {
  switch (key.kind) {
    case 'letter':
      return insert(line, key.letter)
    case 'backspace':
      return line.cursor > 0 ? without(line, line.cursor - 1, line.cursor) : line
    case 'delete':
    case 'end-of-input':
      return without(line, line.cursor, line.cursor + 1)
    case 'left':
      return at(line, line.cursor - 1)
    case 'right':
      return at(line, line.cursor + 1)
    case 'home':
      return at(line, 0)
    case 'end':
      return at(line, line.letters.length)
    case 'kill-line':
      return lineOf(line.letters.slice(line.cursor), 0)
    case 'kill-rest':
      return without(line, line.cursor, line.letters.length)
    case 'kill-word':
      return without(line, wordStart(line), line.cursor)
    case 'up':
      return goBack(line, history, 1)
    case 'down':
      return goBack(line, history, -1)
    default:
      return line
  }
}

/** The line with letters more at its cursor. */
export const withAdded = (line: EditedLine, text: string): EditedLine =>
  [...text].reduce((so, letter) => insert(so, letter), line)
