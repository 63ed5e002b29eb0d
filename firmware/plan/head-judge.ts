import type { AuditHead } from '../domain/audit-head.ts'

/** Of a train, where its log ended when it last told. */
export type KnownHead = Pick<AuditHead, 'seq' | 'hash' | 'fingerprint'>

/** What a person ashore has to look into of a head that has come, beside the newest before it; undefined where nothing is. A log only grows, and its controller keeps its key. */
export const doubtOf = (newest: KnownHead, { seq, hash, fingerprint }: KnownHead): string | undefined => {
  if (fingerprint !== newest.fingerprint)
    return `another device key than before (${newest.fingerprint.slice(0, 16)}): is it another controller?`
  if (seq > newest.seq) return undefined
  if (seq < newest.seq) return `it had ${newest.seq} entries before: its log was cut, or this one was long on its way`
  return hash === newest.hash ? undefined : `entry ${seq} was another before: its log was rewritten`
}
