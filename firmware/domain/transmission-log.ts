import { z } from 'zod'
import {
  CHAIN_HASH,
  type ChainFormat,
  chainLine,
  chainWalk,
  type Hash,
  isChainExpired,
  readChainLine,
} from './hash-chain.ts'

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
  before: z.string().regex(CHAIN_HASH),
})

export type TransmissionEntry = z.infer<typeof transmissionEntry>

export const transmissionLog: ChainFormat<TransmissionEntry> = { schema: transmissionEntry, kind: 'a transmission log' }

export const lineOf = (entry: TransmissionEntry, hash: Hash): string => chainLine(entry, hash)

/** What a line holds; in words when it is none, or its hash is wrong. */
export const readLine = (line: string, hash: Hash): { entry: TransmissionEntry; hash: string } | string =>
  readChainLine(transmissionLog, line, hash)

/** Walks along a chain; says the first thing that breaks it, `undefined` while it holds. */
export const chainCheck = (hash: Hash): ((line: string) => string | undefined) => chainWalk(transmissionLog, hash)

/** Whether a file may go: once its newest entry is older than entries are to be kept. */
export const isExpired = (keepDays: number, hash: Hash): ((oldest: string, newest: string) => boolean) =>
  isChainExpired(transmissionLog, keepDays, hash)

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
