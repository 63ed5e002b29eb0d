import { parse } from 'csv-parse/sync'
import { attempt, LONGEST_MESSAGE_CHARS, type Messages, tooLong, withoutMark } from './omm-message.ts'

/** Rows that the parser is given at a time: to call it costs as much as some rows. */
const ROWS = 10

/** The rows of a CSV file, by its header. */
export function* csvMessages(text: string): Messages {
  const rows = csvRows(withoutMark(text))
  const header = rows.next().value ?? ''
  for (let line = 2; ; line += ROWS) {
    const some = taken(rows, ROWS)
    if (some.length === 0) return undefined
    const long = some.findIndex((row) => row.length > LONGEST_MESSAGE_CHARS)
    if (long >= 0) return tooLong(line + long)
    const read = attempt('CSV', (): unknown[] => parse([header, ...some].join('\n'), { columns: true, trim: true }))
    // The parser counts lines from this header.
    if ('wrong' in read)
      return `${read.wrong.replace(/ on line \d+$/, '')} in rows ${line} to ${line + some.length - 1}`
    for (const [index, row] of read.parsed.entries())
      yield { line: line + index, keywords: withoutEmpty(row as Record<string, string>) }
  }
}

/** Leaves the rest to be taken later, which `Iterator.take` does not. */
const taken = (rows: Iterator<string>, most: number): string[] => {
  const some: string[] = []
  for (let next = rows.next(); !next.done; next = rows.next()) {
    some.push(next.value)
    if (some.length === most) break
  }
  return some
}

/** Rows with something in them; a line end within quotation marks is part of its row (RFC 4180). */
function* csvRows(text: string): Generator<string, undefined> {
  const line = /([^\r\n]*)(\r\n|\n|\r|$)/y
  let [row, isQuoted] = ['', false]
  while (line.lastIndex < text.length) {
    const [whole = '', found = ''] = line.exec(text) ?? []
    if ((found.split('"').length - 1) % 2 === 1) isQuoted = !isQuoted
    row += isQuoted ? whole : found
    // What never ends is too long to be a row.
    if (isQuoted && row.length <= LONGEST_MESSAGE_CHARS) continue
    if (row.trim() !== '') yield row
    row = ''
  }
  if (row !== '') yield row
  return undefined
}

const withoutEmpty = (row: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))
