/** x²⁴ + x²³ + x¹⁸ + x¹⁷ + x¹⁴ + x¹¹ + x¹⁰ + x⁷ + x⁶ + x⁵ + x⁴ + x³ + x + 1. */
const POLYNOMIAL = 0x1864cfb

const remainderOf = (byte: number): number => {
  let crc = byte << 16
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x800000 ? (crc << 1) ^ POLYNOMIAL : crc << 1
  return crc & 0xffffff
}

const remainders = Int32Array.from({ length: 256 }, (_, byte) => remainderOf(byte))

/** CRC-24Q (Qualcomm) of `bytes` from `start` to `end`, the latter exclusive. RTCM 10403.3 §4.2. */
export const crc24q = (bytes: Uint8Array, start: number, end: number): number => {
  let crc = 0
  for (let at = start; at < end; at++)
    crc = ((crc << 8) & 0xffffff) ^ (remainders[(crc >>> 16) ^ (bytes[at] as number)] as number)
  return crc
}
