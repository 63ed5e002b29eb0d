import type { MessageKey } from '../messages.ts'
import { type Cell, cellText, painted, type Sheet, shownCell, shownText } from './sheet.ts'
import { padTo, widthOf, wrapTo } from './width.ts'

/** A column of a table; figures stand to the right. */
export interface Column {
  title: MessageKey
  isFigure?: true
}

export type Row = readonly Cell[]

const GAP = 2
/** The last column is broken into lines of this at least; below it the table becomes a list. */
const LAST_AT_LEAST = 16

const linesOf = (sheet: Sheet, columns: readonly Column[], row: Row, widths: readonly number[]): string[] => {
  const last = columns.length - 1
  const before = columns.slice(0, last).map(({ isFigure }, index) => {
    const cell = row[index] ?? ''
    return painted(sheet, cell, padTo(cellText(cell), widths[index] ?? 0, isFigure))
  })
  const cell = row[last] ?? ''
  const inset = widths.slice(0, last).reduce((sum, width) => sum + width + GAP, 0)
  const [begin = '', ...rest] = wrapTo(cellText(cell), sheet.columns - inset)
  const first = columns[last]?.isFigure ? padTo(begin, widths[last] ?? 0, true) : begin
  const gap = ' '.repeat(GAP)
  const head = [...before, painted(sheet, cell, first)].join(gap).trimEnd()
  return [head, ...rest.map((line) => `${' '.repeat(inset)}${painted(sheet, cell, line)}`)]
}

/** A row of a table that has no room: its first cell, and below it each other with its title. */
const record = (sheet: Sheet, columns: readonly Column[], row: Row): string[] =>
  columns.flatMap(({ title }, index) => {
    const cell = row[index] ?? ''
    const text = cellText(cell)
    if (text === '') return []
    if (index === 0) return wrapTo(text, sheet.columns).map((line) => painted(sheet, cell, line))
    return wrapTo(`${shownText(sheet, sheet.text(title))}: ${text}`, sheet.columns - 1).map(
      (line) => ` ${painted(sheet, cell, line)}`,
    )
  })

/** A table with a heading; on a terminal that is too narrow for it, the same as a list. */
export const tableLines = (sheet: Sheet, columns: readonly Column[], told: readonly Row[]): string[] => {
  if (told.length === 0) return []
  const rows = told.map((row) => row.map((cell) => shownCell(sheet, cell)))
  const titles = columns.map(({ title }) => shownText(sheet, sheet.text(title)))
  const widths = columns.map((_, index) =>
    Math.max(...[titles, ...rows].map((row) => widthOf(cellText(row[index] ?? '')))),
  )
  const last = widths.at(-1) ?? 0
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP, 0)
  if (before + Math.min(last, LAST_AT_LEAST) > sheet.columns) return rows.flatMap((row) => record(sheet, columns, row))
  const heading = linesOf(sheet, columns, titles, widths).map((line) => sheet.paint('dim', line))
  return [...heading, ...rows.flatMap((row) => linesOf(sheet, columns, row, widths))]
}
