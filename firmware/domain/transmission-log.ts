import { z } from 'zod'

/** One entry of the transmission log: what a terminal did from now on, and why. */
export const transmissionEntry = z.strictObject({
  /** Counts the entries of a train, from 1. */
  seq: z.number().int().positive(),
  /** UTC as far as it was known, ms; the trust says how far that is. */
  utcMs: z.number().int().optional(),
  utcTrust: z.enum(['none', 'candidate', 'trusted']),
  /** The machine's own clock, ms, and the run that it counts in: what orders entries without UTC. */
  atMs: z.number().nonnegative(),
  run: z.string().min(1).max(64),
  terminal: z.string().min(1).max(64),
  isPermitted: z.boolean(),
  satellite: z.string().max(64).optional(),
  latDeg: z.number().min(-90).max(90).optional(),
  lonDeg: z.number().min(-180).max(180).optional(),
  /** Within this of the position with 95 %, m. */
  horizontal95M: z.number().nonnegative().optional(),
  why: z.string().max(400),
  /** Of the entry before; 64 zeros for the first. SHA-256, hexadecimal. */
  before: z.string().regex(/^[0-9a-f]{64}$/),
})

export type TransmissionEntry = z.infer<typeof transmissionEntry>

/** What stands before the first entry. */
export const CHAIN_BEGINS = '0'.repeat(64)

/** The line of an entry: its JSON, a tab, and the hash of that JSON. */
export const lineOf = (entry: TransmissionEntry, hash: (text: string) => string): string => {
  const text = JSON.stringify(entry)
  return `${text}\t${hash(text)}`
}

/** What a line holds; in words when it is none, or its hash is wrong. */
export const readLine = (
  line: string,
  hash: (text: string) => string,
): { entry: TransmissionEntry; hash: string } | string => {
  const [text = '', stated] = line.split('\t')
  if (stated === undefined || hash(text) !== stated) return 'its hash is not that of its text'
  try {
    const read = transmissionEntry.safeParse(JSON.parse(text))
    return read.success ? { entry: read.data, hash: stated } : 'it is no entry of a transmission log'
  } catch {
    return 'it is not JSON'
  }
}

/** Walks along a chain; says the first thing that breaks it, `undefined` while it holds. */
export const chainCheck = (hash: (text: string) => string): ((line: string) => string | undefined) => {
  let last: { seq: number; hash: string } | undefined
  return (line) => {
    const read = readLine(line, hash)
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
export const isExpired =
  (keepDays: number, hash: (text: string) => string) =>
  (oldest: string, newest: string): boolean => {
    const [from, to] = [oldest, newest].map((line) => {
      const read = readLine(line, hash)
      return typeof read === 'string' || read.entry.utcTrust !== 'trusted' ? undefined : read.entry.utcMs
    })
    return from !== undefined && to !== undefined && to - from > keepDays * DAY_MS
  }

const COLUMNS = [
  'seq',
  'utc',
  'utc_trust',
  'at_ms',
  'run',
  'terminal',
  'permitted',
  'satellite',
  'lat_deg',
  'lon_deg',
  'horizontal_95_m',
  'why',
] as const

const field = (value: string | number | boolean | undefined): string => {
  const text = value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The names of the columns, and an entry in them (RFC 4180). */
export const csvHeader: string = COLUMNS.join(',')
export const csvRow = (entry: TransmissionEntry): string =>
  [
    entry.seq,
    entry.utcMs === undefined ? undefined : new Date(entry.utcMs).toISOString(),
    entry.utcTrust,
    entry.atMs,
    entry.run,
    entry.terminal,
    entry.isPermitted,
    entry.satellite,
    entry.latDeg,
    entry.lonDeg,
    entry.horizontal95M,
    entry.why,
  ]
    .map(field)
    .join(',')
