import type { z } from 'zod'

/** A hash of a text, SHA-256 in hexadecimal: passed in, since nothing here computes one. */
export type Hash = (text: string) => string

/** What each entry of a chained log has: its number, counted from 1, and the hash of the entry before it. */
export interface Chained {
  seq: number
  before: string
}

/** What stands before the first entry. */
export const CHAIN_BEGINS = '0'.repeat(64)

/** The form of `before`. */
export const CHAIN_HASH = /^[0-9a-f]{64}$/

/** The line of an entry: its JSON, a tab, and the hash of that JSON. */
export const chainLine = (entry: Chained, hash: Hash): string => {
  const text = JSON.stringify(entry)
  return `${text}\t${hash(text)}`
}

/** Reads the lines of one kind of log; `kind` names it for people: `a transmission log`. */
export interface ChainFormat<E extends Chained> {
  schema: z.ZodType<E>
  kind: string
}

/** What a line holds; in words when it is none, or its hash is wrong. */
export const readChainLine = <E extends Chained>(
  { schema, kind }: ChainFormat<E>,
  line: string,
  hash: Hash,
): { entry: E; hash: string } | string => {
  const [text = '', stated] = line.split('\t')
  if (stated === undefined || hash(text) !== stated) return 'its hash is not that of its text'
  try {
    const read = schema.safeParse(JSON.parse(text))
    return read.success ? { entry: read.data, hash: stated } : `it is no entry of ${kind}`
  } catch {
    return 'it is not JSON'
  }
}

/** Walks along a chain; says the first thing that breaks it, `undefined` while it holds. */
export const chainWalk = <E extends Chained>(
  format: ChainFormat<E>,
  hash: Hash,
): ((line: string) => string | undefined) => {
  let last: { seq: number; hash: string } | undefined
  return (line) => {
    const read = readChainLine(format, line, hash)
    if (typeof read === 'string') return `after entry ${last?.seq ?? 'none'}: ${read}`
    const { seq, before } = read.entry
    const isNext = last === undefined || (seq === last.seq + 1 && before === last.hash)
    last = { seq, hash: read.hash }
    return isNext ? undefined : `entry ${seq} does not follow the one before it`
  }
}

const DAY_MS = 86_400_000

/**
 * A file may go once its newest entry is older than entries are to be kept, by the UTC of the entries themselves. Only trusted UTC
 * counts: a flat clock or a false date that says decades on must not throw a year away.
 */
export const isChainExpired =
  <E extends Chained & { utcMs?: number | undefined; utcTrust: string }>(
    format: ChainFormat<E>,
    keepDays: number,
    hash: Hash,
  ) =>
  (oldest: string, newest: string): boolean => {
    const [from, to] = [oldest, newest].map((line) => {
      const read = readChainLine(format, line, hash)
      return typeof read === 'string' || read.entry.utcTrust !== 'trusted' ? undefined : read.entry.utcMs
    })
    return from !== undefined && to !== undefined && to - from > keepDays * DAY_MS
  }
