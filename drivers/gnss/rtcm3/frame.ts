import { BAD_CHECKSUM, type FrameKind, MORE_NEEDED, NO_FRAME } from '../framer.ts'
import { crc24q } from './crc24q.ts'

const PREAMBLE = 0xd3
const RESERVED_BITS = 0xfc
const HEADER_BYTES = 3
const CRC_BYTES = 3
const MAX_PAYLOAD_BYTES = 1023

/** A correction that shares the port: its kind is known, its content is the receiver's business. */
export interface Rtcm3Frame {
  protocol: 'rtcm3'
  /** Such as 1005 or 1077; absent in an empty frame, which only keeps a link alive. */
  messageNumber: number | undefined
}

/** `D3`, six reserved bits, ten bits of length, payload, CRC-24Q. RTCM 10403.3 §4.2. */
export const rtcm3Frame: FrameKind<Rtcm3Frame> = {
  firstByte: PREAMBLE,
  maxBytes: HEADER_BYTES + MAX_PAYLOAD_BYTES + CRC_BYTES,
  measure: (bytes, start, end) => {
    if (end - start >= 2 && (bytes[start + 1] as number) & RESERVED_BITS) return NO_FRAME
    if (end - start < HEADER_BYTES) return MORE_NEEDED
    const crcAt = start + HEADER_BYTES + (bytes.readUInt16BE(start + 1) & MAX_PAYLOAD_BYTES)
    if (crcAt + CRC_BYTES > end) return MORE_NEEDED
    return bytes.readUIntBE(crcAt, CRC_BYTES) === crc24q(bytes, start, crcAt) ? crcAt + CRC_BYTES - start : BAD_CHECKSUM
  },
  take: (bytes, start, length) => ({
    protocol: 'rtcm3',
    messageNumber: length < HEADER_BYTES + 2 + CRC_BYTES ? undefined : bytes.readUInt16BE(start + HEADER_BYTES) >> 4,
  }),
}
