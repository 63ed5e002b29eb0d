import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { CsvError, parse as parseParts } from 'csv-parse'
import { parse as parseWhole } from 'csv-parse/sync'
import { parseUtcMs } from '../domain/utc-text.ts'
import { UsageError } from '../usage-error.ts'
import { cannotRead } from './linux-machine.ts'

/** A row of a table, with readers that name file, line and column when a value does not fit. */
export interface TableRow {
  /** File and line, for what else is wrong with the row. */
  readonly place: string
  /** Whether there is such a column. */
  has(column: string): boolean
  text(column: string): string
  number(column: string, min: number, max: number): number
  /** ms since 1970, with its fraction. */
  utcMs(column: string): number
}

const MAX_ROWS = 1_000_000
/** Characters; a quote that is never closed is not read to the end of the file. */
const ROW_AT_MOST = 65_536
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

const rowOf = (record: Readonly<Record<string, string>>, place: string): TableRow => {
  const text = (column: string): string => record[column] ?? ''
  return {
    place,
    has: (column) => Object.hasOwn(record, column),
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

const optionsFor = (source: string) =>
  ({
    columns: true,
    bom: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: ROW_AT_MOST,
    on_record: (record: Record<string, string>, { lines }: { lines: number }) => rowOf(record, `${source}:${lines}`),
  }) as const

const notCsv = (source: string, cause: unknown): UsageError =>
  new UsageError(`${source}: is not CSV: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })

const checkColumns = (first: TableRow | undefined, source: string, columns: readonly string[]): void => {
  if (!first) throw new UsageError(`${source}: has no rows; expected the columns ${columns.join(',')}`)
  const missing = columns.filter((column) => !first.has(column))
  if (missing.length > 0) throw new UsageError(`${source}: lacks the column ${missing.join(', ')}`)
}

/** Reads CSV with a line of column names; throws UsageError when it is none, lacks a column or is longer than can be held. */
export const readTable = (text: string, source: string, columns: readonly string[]): TableRow[] => {
  let rows: TableRow[]
  try {
    rows = parseWhole<TableRow, Record<string, string>>(text, { ...optionsFor(source), to: MAX_ROWS + 1 })
  } catch (cause) {
    throw notCsv(source, cause)
  }
  checkColumns(rows[0], source, columns)
  if (rows.length > MAX_ROWS) throw new UsageError(`${source}: has more than ${MAX_ROWS} rows; cut it into parts`)
  return rows
}

/** Reads a file of CSV row by row, however long; throws UsageError as `readTable` does, where it comes to what is wrong. */
export async function* streamTable(file: string, columns: readonly string[]): AsyncGenerator<TableRow, void> {
  const parser = parseParts<TableRow, Record<string, string>>(optionsFor(file))
  // What fails on either side destroys the parser, whose reading then throws it.
  pipeline(createReadStream(file), parser, () => undefined)
  let hasFirst = false
  try {
    for await (const row of parser as AsyncIterable<TableRow>) {
      if (!hasFirst) checkColumns(row, file, columns)
      hasFirst = true
      yield row
    }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    throw cause instanceof CsvError ? notCsv(file, cause) : cannotRead(file, cause)
  }
  if (!hasFirst) checkColumns(undefined, file, columns)
}
