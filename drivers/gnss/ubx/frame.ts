import { BAD_CHECKSUM, type FrameKind, MORE_NEEDED, NO_FRAME } from '../framer.ts'

const SYNC_1 = 0xb5
const SYNC_2 = 0x62
const LENGTH_AT = 4
const HEADER_BYTES = 6
const CHECKSUM_BYTES = 2
/** The longest known, RXM-RAWX with 255 measurements, has 8176; a longer one is taken for noise. */
const MAX_PAYLOAD_BYTES = 8192

export interface UbxFrame {
  protocol: 'ubx'
  messageClass: number
  messageId: number
  /** A view of the framer's own memory, good only until the handler returns. */
  payload: Buffer
}

/** The 8-bit Fletcher sum over class, id, length and payload, as `CK_A + 256 · CK_B`. u-blox M8 §32.4. */
export const ubxChecksum = (bytes: Uint8Array, start: number, end: number): number => {
  let a = 0
  let b = 0
  for (let at = start; at < end; at++) {
    a = (a + (bytes[at] as number)) & 0xff
    b = (b + a) & 0xff
  }
  return a | (b << 8)
}

/** `B5 62`, class, id, length (little-endian), payload, two checksum bytes. u-blox M8 (UBX-13003221) §32.2. */
export const ubxFrame: FrameKind<UbxFrame> = {
  firstByte: SYNC_1,
  maxBytes: HEADER_BYTES + MAX_PAYLOAD_BYTES + CHECKSUM_BYTES,
  measure: (bytes, start, end) => {
    if (end - start >= 2 && bytes[start + 1] !== SYNC_2) return NO_FRAME
    if (end - start < HEADER_BYTES) return MORE_NEEDED
    const payloadBytes = bytes.readUInt16LE(start + LENGTH_AT)
    if (payloadBytes > MAX_PAYLOAD_BYTES) return NO_FRAME
    const checksumAt = start + HEADER_BYTES + payloadBytes
    if (checksumAt + CHECKSUM_BYTES > end) return MORE_NEEDED
    const isRight = bytes.readUInt16LE(checksumAt) === ubxChecksum(bytes, start + 2, checksumAt)
    return isRight ? checksumAt + CHECKSUM_BYTES - start : BAD_CHECKSUM
  },
  take: (bytes, start, length) => ({
    protocol: 'ubx',
    messageClass: bytes[start + 2] as number,
    messageId: bytes[start + 3] as number,
    payload: bytes.subarray(start + HEADER_BYTES, start + length - CHECKSUM_BYTES),
  }),
}
