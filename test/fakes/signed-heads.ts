import { generateKeyPairSync, sign } from 'node:crypto'
import { type AuditHead, auditHeadText } from '../../firmware/domain/audit-head.ts'
import { sha256 } from '../../firmware/services/chain-writer.ts'
import { publicHalf } from '../../firmware/services/ed25519.ts'

/** Heads of one controller's audit log, signed by a key of its own. */
export const signedHeads = (train = 'kz-17') => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const publicKey = publicHalf(privateKey)
  const fingerprint = sha256(Buffer.from(publicKey, 'base64'))
  return (seq: number, hash = sha256(String(seq))): AuditHead => {
    const head = { train, seq, hash, utcTrust: 'none' as const }
    const signature = sign(null, Buffer.from(auditHeadText(head)), privateKey).toString('base64')
    return { ...head, publicKey, fingerprint, signature }
  }
}
