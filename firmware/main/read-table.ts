import { parse } from 'csv-parse/sync'
import { parseUtcMs } from '../domain/utc-text.ts'
import { UsageError } from '../usage-error.ts'

/** A row of a table, with readers that name file, line and column when a value does not fit. */
export interface TableRow {
  /** File and line, for what else is wrong with the row. */
  readonly place: string
  text(column: string): string
  number(column: string, min: number, max: number): number
  /** ms since 1970, with its fraction. */
  utcMs(column: string): number
}

const MAX_ROWS = 1_000_000
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

const rowOf = (record: Readonly<Record<string, string>>, place: string): TableRow => {
  const text = (column: string): string => record[column] ?? ''
  return {
    place,
    text,
    number: (column, min, max) => {
      const value = DECIMAL.test(text(column)) ? Number(text(column)) : Number.NaN
      if (value >= min && value <= max) return value
      throw new UsageError(`${place}: ${column} is "${text(column).slice(0, 40)}"; expected ${min} to ${max}`)
    },
    utcMs: (column) => {
      const value = parseUtcMs(text(column))
      if (value !== undefined) return value
      throw new UsageError(
        `${place}: ${column} is "${text(column).slice(0, 40)}"; expected UTC such as 2026-05-31T15:00:00Z`,
      )
    },
  }
}

/** Reads CSV with a line of column names; throws UsageError when it is none, lacks a column or is longer than can be held. */
export const readTable = (text: string, source: string, columns: readonly string[]): TableRow[] => {
  let first: Record<string, string> | undefined
  const onRecord = (record: Record<string, string>, { lines }: { lines: number }): TableRow => {
    first ??= record
    return rowOf(record, `${source}:${lines}`)
  }
  const options = { columns: true, bom: true, skip_empty_lines: true, trim: true, to: MAX_ROWS + 1 } as const
  let rows: TableRow[]
  try {
    rows = parse<TableRow, Record<string, string>>(text, { ...options, on_record: onRecord })
  } catch (cause) {
    throw new UsageError(`${source}: is not CSV: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  const header = first
  const missing = columns.filter((column) => !header || !Object.hasOwn(header, column))
  if (!header) throw new UsageError(`${source}: has no rows; expected the columns ${columns.join(',')}`)
  if (missing.length > 0) throw new UsageError(`${source}: lacks the column ${missing.join(', ')}`)
  if (rows.length > MAX_ROWS) throw new UsageError(`${source}: has more than ${MAX_ROWS} rows; cut it into parts`)
  return rows
}
