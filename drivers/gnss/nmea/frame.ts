import { BAD_CHECKSUM, type FrameKind, MORE_NEEDED, NO_FRAME } from '../framer.ts'

const DOLLAR = 0x24
const STAR = 0x2a
const FIRST_PRINTABLE = 0x20
const LAST_PRINTABLE = 0x7e
const CHECKSUM_BYTES = 3

const hexDigit = (byte: number): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : Number.NaN
}

/** A sentence whose checksum was right. */
export interface NmeaFrame {
  protocol: 'nmea'
  /** The framer's own memory, good only until the handler returns. */
  bytes: Buffer
  /** Of what stands between `$` and `*`; the end is exclusive. */
  start: number
  end: number
}

/** `$`, printable text, `*`, two hexadecimal digits: the exclusive or of the text. NMEA 0183 §5.3; no checksum, no sentence. */
export const nmeaFrame: FrameKind<NmeaFrame> = {
  firstByte: DOLLAR,
  // the standard's 82 is exceeded by high-precision receivers and TXT
  maxBytes: 256,
  measure: (bytes, start, end) => {
    let sum = 0
    for (let at = start + 1; at < end; at++) {
      const byte = bytes[at] as number
      if (byte === STAR) {
        if (at + CHECKSUM_BYTES > end) return MORE_NEEDED
        const stated = hexDigit(bytes[at + 1] as number) * 16 + hexDigit(bytes[at + 2] as number)
        return stated === sum ? at + CHECKSUM_BYTES - start : BAD_CHECKSUM
      }
      if (byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE || byte === DOLLAR) return NO_FRAME
      sum ^= byte
    }
    return MORE_NEEDED
  },
  take: (bytes, start, length) => ({
    protocol: 'nmea',
    bytes,
    start: start + 1,
    end: start + length - CHECKSUM_BYTES,
  }),
}
