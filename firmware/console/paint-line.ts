import type { EditedLine } from './line-editor.ts'

/** What of a prompt and a line stands on the terminal's one row, and where its cursor is. */
export interface Row {
  cells: readonly string[]
  cursor: number
}

export const emptyRow: Row = { cells: [], cursor: 0 }

/** At least so much of the line is seen, however long the prompt. */
export const LINE_AT_LEAST = 8

/**
 * The row of a prompt and a line: never wider than the terminal less one, so that nothing wraps. A longer line is seen through a
 * window around its cursor. Letters of a secret are not shown.
 */
export const rowOf = (
  prompt: string,
  { letters, cursor }: Pick<EditedLine, 'letters' | 'cursor'>,
  { columns, isSecret }: { columns: number; isSecret?: boolean },
): Row => {
  const width = Math.max(LINE_AT_LEAST + 1, columns - 1)
  const shown = [...prompt].slice(-(width - LINE_AT_LEAST))
  if (isSecret) return { cells: shown, cursor: shown.length }
  const room = width - shown.length
  if (letters.length < room) return { cells: [...shown, ...letters], cursor: shown.length + cursor }
  const start = Math.max(0, Math.min(cursor - Math.floor(room / 2), letters.length - room + 1))
  const window = letters.slice(start, start + room)
  return { cells: [...shown, ...window], cursor: shown.length + cursor - start }
}

const sameCells = (before: readonly string[], after: readonly string[]): number => {
  let same = 0
  while (same < before.length && same < after.length && before[same] === after[same]) same++
  return same
}

/** Moves the cursor within what stands there: back by backspaces, on by writing it again. */
const move = (cells: readonly string[], from: number, to: number): string =>
  to < from ? '\b'.repeat(from - to) : cells.slice(from, to).join('')

/** What makes one row of the other, in letters, spaces and backspaces alone: every terminal knows those. */
export const repaint = (before: Row, after: Row): string => {
  const same = sameCells(before.cells, after.cells)
  if (same === before.cells.length && same === after.cells.length) return move(after.cells, before.cursor, after.cursor)
  const tail = after.cells.slice(same).join('')
  const blanks = Math.max(0, before.cells.length - after.cells.length)
  const end = after.cells.length + blanks
  return [move(before.cells, before.cursor, same), tail, ' '.repeat(blanks), '\b'.repeat(end - after.cursor)].join('')
}
