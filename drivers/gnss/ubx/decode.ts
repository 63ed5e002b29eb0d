import { decodeAck, decodeNak } from './acknowledge.ts'
import { decodeAttitude, decodeInertial, decodeRelativePosition } from './attitude.ts'
import type { UbxFrame } from './frame.ts'
import { decodeHardware, decodeRf, decodeSecurity } from './interference.ts'
import type { KnownUbxMessage, UbxMessage } from './message.ts'
import { decodePort } from './port.ts'
import { decodePosition, decodePrecisePosition } from './position.ts'
import { decodeHighRatePvt, decodePvt } from './pvt.ts'
import { decodeChannels, decodeDop, decodeSatellites } from './satellites.ts'
import { decodeEcefPosition, decodeEcefVelocity, decodeSolution, decodeStatus } from './solution.ts'
import { decodeEndOfEpoch, decodeGpsTime, decodeLeapSeconds, decodeUtc } from './time.ts'
import { decodeVelocity } from './velocity.ts'
import { decodeVersion } from './version.ts'

interface MessageFormat {
  /** Lengths of the payload that there are, or the shortest one and the length of a repeated block. */
  bytes: readonly number[] | { atLeast: number; block: number }
  /** A reason in words when the content cannot be. */
  decode(payload: Buffer): KnownUbxMessage | string
}

/** By class and id. */
const formats: ReadonlyMap<number, MessageFormat> = new Map<number, MessageFormat>([
  [0x0101, { bytes: [20], decode: decodeEcefPosition }],
  [0x0102, { bytes: [28], decode: decodePosition }],
  [0x0103, { bytes: [16], decode: decodeStatus }],
  [0x0104, { bytes: [18], decode: decodeDop }],
  [0x0105, { bytes: [32], decode: decodeAttitude }],
  [0x0106, { bytes: [52], decode: decodeSolution }],
  [0x0107, { bytes: [84, 92], decode: decodePvt }],
  [0x0111, { bytes: [20], decode: decodeEcefVelocity }],
  [0x0112, { bytes: [36], decode: decodeVelocity }],
  [0x0114, { bytes: [36], decode: decodePrecisePosition }],
  [0x0120, { bytes: [16], decode: decodeGpsTime }],
  [0x0121, { bytes: [20], decode: decodeUtc }],
  [0x0126, { bytes: [24], decode: decodeLeapSeconds }],
  [0x0130, { bytes: { atLeast: 8, block: 12 }, decode: decodeChannels }],
  [0x0135, { bytes: { atLeast: 8, block: 12 }, decode: decodeSatellites }],
  [0x013c, { bytes: [40, 64], decode: decodeRelativePosition }],
  [0x0161, { bytes: [4], decode: decodeEndOfEpoch }],
  [0x0500, { bytes: [2], decode: decodeNak }],
  [0x0501, { bytes: [2], decode: decodeAck }],
  [0x0600, { bytes: [20], decode: decodePort }],
  [0x0a04, { bytes: { atLeast: 40, block: 30 }, decode: decodeVersion }],
  [0x0a09, { bytes: [60, 68], decode: decodeHardware }],
  [0x0a38, { bytes: { atLeast: 4, block: 24 }, decode: decodeRf }],
  [0x1015, { bytes: [36], decode: decodeInertial }],
  [0x2709, { bytes: { atLeast: 4, block: 4 }, decode: decodeSecurity }],
  [0x2800, { bytes: [72], decode: decodeHighRatePvt }],
  [0x2801, { bytes: [32], decode: decodeAttitude }],
])

const fits = (length: number, bytes: MessageFormat['bytes']): boolean =>
  'block' in bytes ? length >= bytes.atLeast && (length - bytes.atLeast) % bytes.block === 0 : bytes.includes(length)

/** Decodes a frame whose checksum was right; nothing of it is kept, so the payload may be overwritten afterwards. */
export const decodeUbx = ({ messageClass, messageId, payload }: UbxFrame): UbxMessage => {
  const format = formats.get((messageClass << 8) | messageId)
  // an empty payload asks for the message: what a receiver hears, not what it says
  if (!format || payload.length === 0) return { kind: 'other', messageClass, messageId }
  const message = fits(payload.length, format.bytes) ? format.decode(payload) : `${payload.length} bytes`
  return typeof message === 'string' ? { kind: 'invalid', messageClass, messageId, reason: message } : message
}
