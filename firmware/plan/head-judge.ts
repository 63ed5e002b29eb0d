import type { AuditHead } from '../domain/audit-head.ts'

/** Of a train, where its log ended when it last told. */
export type KnownHead = Pick<AuditHead, 'seq' | 'hash' | 'fingerprint'>

/** `doubt`: what a person ashore has to look into; it is kept all the same. */
export type HeadVerdict = { is: 'repeated' } | { is: 'new'; doubt?: string }

/** What a head that has come says beside the one before it. A log only grows, and its controller keeps its key. */
export const judgeHead = (known: KnownHead | undefined, { seq, hash, fingerprint }: KnownHead): HeadVerdict => {
  if (!known) return { is: 'new' }
  if (fingerprint !== known.fingerprint)
    return {
      is: 'new',
      doubt: `another device key than before (${known.fingerprint.slice(0, 16)}): is it another controller?`,
    }
  if (seq > known.seq) return { is: 'new' }
  if (seq === known.seq && hash === known.hash) return { is: 'repeated' }
  const what = seq === known.seq ? `entry ${seq} was another before` : `it had ${known.seq} entries before`
  return { is: 'new', doubt: `${what}: its log was cut or rewritten` }
}
