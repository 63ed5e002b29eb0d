import { z } from 'zod'
import { CHAIN_HASH } from './hash-chain.ts'
import { ONE_LINE } from './one-line.ts'
import { utcText } from './utc-text.ts'

/** The end of a train's audit log, signed by its controller: who has it can tell later that nothing before it was taken away or changed. */
export const auditHead = z.strictObject({
  train: z.string().max(64).regex(ONE_LINE),
  /** Entries so far; 0 before the first. */
  seq: z.number().int().nonnegative(),
  /** SHA-256 of the last entry, hexadecimal. */
  hash: z.string().regex(CHAIN_HASH),
  utcMs: z.number().int().optional(),
  utcTrust: z.enum(['none', 'candidate', 'trusted']),
  /** Ed25519, 32 bytes in base64. */
  publicKey: z.string().max(64),
  /** SHA-256 over the public key, hexadecimal; people compare its first 16 digits. */
  fingerprint: z.string().regex(CHAIN_HASH),
  /** Over `auditHeadText`, base64. */
  signature: z.string().max(128),
})

export type AuditHead = z.infer<typeof auditHead>

/** What the device key signs of the log's end. */
export const auditHeadText = ({
  train,
  seq,
  hash,
  utcMs,
  utcTrust,
}: Pick<AuditHead, 'train' | 'seq' | 'hash' | 'utcMs' | 'utcTrust'>): string =>
  `steppelink audit head 1\n${train}\n${seq}\n${hash}\n${utcMs ?? '-'}\n${utcTrust}`

/** By which the shore says that it keeps it: 32 hexadecimal digits. */
export const auditHeadId = ({ hash }: Pick<AuditHead, 'hash'>): string => hash.slice(0, 32)

/** In one line for people ashore; its entry and hash as `audit verify --head` takes them. */
export const auditHeadWords = ({ train, seq, hash, utcMs, utcTrust, fingerprint }: AuditHead): string => {
  const by = utcMs === undefined ? '' : `, ${utcText(utcMs)}${utcTrust === 'trusted' ? '' : '?'} on the train`
  return `${train}: audit log at ${seq}:${hash}, device key ${fingerprint.slice(0, 16)}${by}`
}
