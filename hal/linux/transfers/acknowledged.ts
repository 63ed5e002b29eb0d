/** `**`, the escape, `B`, then in hexadecimal the type, four bytes of a position and a CRC-16 of these five (ZMODEM, 7.3.3). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape of each header
const HEADER = /\*\*\x18B((?:[0-9a-f]{2}){5})([0-9a-f]{4})/g
const HEADER_BYTES = 18
/** ZACK and ZRPOS: all before the position is there (ZMODEM, 11.4 and 11.10). */
const TYPES: readonly number[] = [3, 9]

const CRC_POLYNOMIAL = 0x1021

const crc16 = (bytes: Uint8Array): number => {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? CRC_POLYNOMIAL : 0)) & 0xffff
  }
  return crc
}

const positionOf = (digits: string, crc: string): number | undefined => {
  const bytes = Buffer.from(digits, 'hex')
  const isWhole = crc16(bytes) === Number.parseInt(crc, 16) && TYPES.includes(bytes[0] ?? 0)
  return isWhole ? bytes.readUInt32LE(1) : undefined
}

/** How much of a file the other end says it has, read from its headers in any fragmentation; what noise made has no checksum. */
export class Acknowledged {
  /** The highest position so far. */
  bytes = 0
  #rest = ''

  take(bytes: Uint8Array): void {
    const text = this.#rest + Buffer.from(bytes).toString('latin1')
    for (const [, digits = '', crc = ''] of text.matchAll(HEADER))
      this.bytes = Math.max(this.bytes, positionOf(digits, crc) ?? 0)
    this.#rest = text.slice(1 - HEADER_BYTES)
  }
}
