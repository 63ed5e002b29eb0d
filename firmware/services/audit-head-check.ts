import { verify } from 'node:crypto'
import { type AuditHead, auditHeadText } from '../domain/audit-head.ts'
import { sha256 } from './chain-writer.ts'
import { publicKeyOf } from './ed25519.ts'

/** Whether a head is signed by the key that it names. */
export const isSignedHead = (head: AuditHead): boolean => {
  try {
    const isItsKey = sha256(Buffer.from(head.publicKey, 'base64')) === head.fingerprint
    const signature = Buffer.from(head.signature, 'base64')
    return isItsKey && verify(null, Buffer.from(auditHeadText(head)), publicKeyOf(head.publicKey), signature)
  } catch {
    return false
  }
}
