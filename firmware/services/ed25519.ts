import { createPublicKey, type KeyObject } from 'node:crypto'

/** Ed25519's public key in the form that Node reads: RFC 8410, a fixed head before the 32 bytes. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex')

/** A key of 32 bytes in base64. */
export const publicKeyOf = (base64: string): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_HEAD, Buffer.from(base64, 'base64')]), format: 'der', type: 'spki' })

/** The public half of a key, 32 bytes in base64. */
export const publicHalf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length).toString('base64')
