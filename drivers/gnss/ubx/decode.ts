import { decodeAck, decodeNak } from './acknowledge.ts'
import type { UbxFrame } from './frame.ts'
import type { KnownUbxMessage, UbxMessage } from './message.ts'
import { decodePort } from './port.ts'
import { decodeVersion } from './version.ts'

interface MessageFormat {
  /** Payload bytes without repeated blocks, and of each block; no blocks: 0. */
  bytes: readonly [fixed: number, block: number]
  /** A reason in words when the content cannot be. */
  decode(payload: Buffer): KnownUbxMessage | string
}

const formats: ReadonlyMap<number, MessageFormat> = new Map<number, MessageFormat>([
  [0x0500, { bytes: [2, 0], decode: decodeNak }],
  [0x0501, { bytes: [2, 0], decode: decodeAck }],
  [0x0600, { bytes: [20, 0], decode: decodePort }],
  [0x0a04, { bytes: [40, 30], decode: decodeVersion }],
])

const fits = (length: number, [fixed, block]: readonly [number, number]): boolean =>
  block === 0 ? length === fixed : length >= fixed && (length - fixed) % block === 0

/** Decodes a frame whose checksum was right; nothing of it is kept, so the payload may be overwritten afterwards. */
export const decodeUbx = ({ messageClass, messageId, payload }: UbxFrame): UbxMessage => {
  const format = formats.get((messageClass << 8) | messageId)
  // an empty payload asks for the message: what a receiver hears, not what it says
  if (!format || payload.length === 0) return { kind: 'other', messageClass, messageId }
  const message = fits(payload.length, format.bytes) ? format.decode(payload) : `${payload.length} bytes`
  return typeof message === 'string' ? { kind: 'invalid', messageClass, messageId, reason: message } : message
}
