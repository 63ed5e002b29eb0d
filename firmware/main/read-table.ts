import { parse } from 'csv-parse/sync'
import { parseUtcMs } from '../domain/utc-text.ts'
import { UsageError } from '../usage-error.ts'

/** A row of a table, with readers that name file, line and column when a value does not fit. */
export interface TableRow {
  text(column: string): string
  number(column: string, min: number, max: number): number
  /** ms since 1970, with its fraction. */
  utcMs(column: string): number
}

const MAX_ROWS = 1_000_000

const rowOf = (record: Readonly<Record<string, string>>, place: string): TableRow => {
  const text = (column: string): string => record[column] ?? ''
  return {
    text,
    number: (column, min, max) => {
      const value = text(column).trim() === '' ? Number.NaN : Number(text(column))
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

/** Reads CSV with a line of column names; throws UsageError when it is none or lacks a column. */
export const readTable = (text: string, source: string, columns: readonly string[]): TableRow[] => {
  let records: Record<string, string>[]
  try {
    records = parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true, to: MAX_ROWS })
  } catch (cause) {
    throw new UsageError(`${source}: is not CSV: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  const [first] = records
  const missing = columns.filter((column) => !first || !Object.hasOwn(first, column))
  if (!first) throw new UsageError(`${source}: has no rows; expected the columns ${columns.join(',')}`)
  if (missing.length > 0) throw new UsageError(`${source}: lacks the column ${missing.join(', ')}`)
  return records.map((record, index) => rowOf(record, `${source}:${index + 2}`))
}
