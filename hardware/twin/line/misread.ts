import type { SerialSettings } from '../../../hal/port.ts'

/** The levels of a line that carries `bytes`, one a bit: idle, start bit 0, data bits least significant first, stop bits 1. */
const levelsOf = (bytes: Uint8Array, { dataBits, stopBits }: SerialSettings): Uint8Array => {
  const bitsPerByte = 1 + dataBits + stopBits
  const levels = new Uint8Array(bytes.length * bitsPerByte).fill(1)
  bytes.forEach((byte, index) => {
    const start = index * bitsPerByte
    levels[start] = 0
    for (let bit = 0; bit < dataBits; bit++) levels[start + 1 + bit] = (byte >> bit) & 1
  })
  return levels
}

/**
 * What a UART at `heardBaudRate` makes of bytes that were sent at another rate, without parity: it waits for a falling
 * edge, then takes each bit in the middle of where it believes it to be. Framing errors are handed on, as adapters do.
 */
export const misread = (bytes: Uint8Array, sent: SerialSettings, heardBaudRate: number): Uint8Array => {
  const levels = levelsOf(bytes, sent)
  const step = sent.baudRate / heardBaudRate
  const levelAt = (at: number): number => levels[Math.floor(at)] ?? 1
  const heard: number[] = []
  let at = 0
  while (at < levels.length) {
    // within a bit the level stands still: the next edge lies on a whole one
    while (at < levels.length && levelAt(at) === 1) at = Math.floor(at) + 1
    if (at >= levels.length) break
    let byte = 0
    for (let bit = 0; bit < sent.dataBits; bit++) byte |= levelAt(at + (1.5 + bit) * step) << bit
    heard.push(byte)
    at += (1.5 + sent.dataBits) * step
  }
  return Uint8Array.from(heard)
}
