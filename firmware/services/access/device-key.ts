import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Storage } from '../../../hal/storage.ts'
import { sha256 } from '../chain-writer.ts'
import { publicHalf } from '../ed25519.ts'

const RECORD = 'device-key'

/** The key of this controller, and whether it was made just now: at its first start, or because the one before does not read any more. */
export interface DeviceKey {
  publicKey: string
  /** SHA-256 over the public key, hexadecimal: what people compare. */
  fingerprint: string
  made: 'before' | 'first' | 'anew'
  sign(text: string): string
}

const deviceKey = (key: KeyObject, made: DeviceKey['made']): DeviceKey => {
  const publicKey = publicHalf(key)
  return {
    publicKey,
    fingerprint: sha256(Buffer.from(publicKey, 'base64')),
    made,
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  }
}

const parsed = (bytes: Uint8Array): KeyObject | undefined => {
  try {
    return createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' })
  } catch {
    return undefined
  }
}

/**
 * Reads the device key, an ed25519 key in PKCS #8, or makes one and keeps it for its owner alone. Where nothing can be kept it holds until
 * the restart. Never rejects.
 */
export const openDeviceKey = async (storage: Storage): Promise<DeviceKey> => {
  const bytes = await storage.read(RECORD).catch(() => undefined)
  const known = bytes && parsed(bytes)
  if (known) return deviceKey(known, 'before')
  const hadOne = await storage.has(RECORD).catch(() => true)
  const { privateKey } = generateKeyPairSync('ed25519')
  await storage.write(RECORD, privateKey.export({ format: 'der', type: 'pkcs8' })).catch(() => undefined)
  return deviceKey(privateKey, hadOne ? 'anew' : 'first')
}
