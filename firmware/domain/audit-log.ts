import { z } from 'zod'
import { CHAIN_HASH, type ChainFormat } from './hash-chain.ts'
import { roles } from './role.ts'
import { utcText } from './utc-text.ts'

const short = z.string().max(64)

/** What is noted of people at the console; never a secret. */
export const auditKinds = [
  /** The service began: what went before it ended with it. */
  'start',
  'login',
  'refusal',
  'challenge',
  'logout',
  'lock',
  'control',
  'command',
  'result',
  'users',
  'keys',
  /** Another configuration is in force; by whom, and which services it starts again, the console's own among them. */
  'configuration',
] as const

/** One entry of the audit log. */
const auditEntry = z.strictObject({
  /** Counts the entries of a train, from 1. */
  seq: z.number().int().positive(),
  utcMs: z.number().int().optional(),
  utcTrust: z.enum(['none', 'candidate', 'trusted']),
  /** The machine's own clock, ms, and the run that it counts in. */
  atMs: z.number().nonnegative(),
  run: short.min(1),
  kind: z.enum(auditKinds),
  /** The terminal, who sat there and as what, where there is any. */
  line: short.optional(),
  name: short.optional(),
  role: z.enum(roles).optional(),
  text: z.string().max(1_200),
  isBad: z.literal(true).optional(),
  /** Of the entry before; 64 zeros for the first. SHA-256, hexadecimal. */
  before: z.string().regex(CHAIN_HASH),
})

export type AuditEntry = z.infer<typeof auditEntry>

export const auditLog: ChainFormat<AuditEntry> = { schema: auditEntry, kind: 'an audit log' }

/** An entry in one line, for people. */
export const auditText = ({ seq, utcMs, utcTrust, atMs, kind, line, name, role, text, isBad }: AuditEntry): string => {
  const when = utcMs === undefined ? `${(atMs / 1_000).toFixed(0)} s after start` : utcText(utcMs)
  const doubt = utcMs !== undefined && utcTrust !== 'trusted' ? '?' : ''
  const who = name === undefined ? '' : ` ${name}${role === undefined ? '' : ` (${role})`}`
  const where = line === undefined ? '' : ` at ${line}`
  return `${seq} ${when}${doubt} ${kind}${isBad ? ' BAD' : ''}${who}${where}: ${text}`
}
