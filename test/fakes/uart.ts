/** Levels of the line for each byte, a start bit, eight of data, one stop bit; it rests high. */
const levelsOf = (byte: number): number[] => [0, ...Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1), 1]

/**
 * What a UART hears at `heardAt` bit/s of what another sends at `sentAt`, as the kernel marks it (termios `PARMRK`): `FF 00 00` a BREAK, `FF 00 X` a
 * byte without its stop bit, `FF FF` a true `FF`. It samples in the middle of bits, takes a start bit that is high again there for a glitch, and waits
 * after a BREAK until the line is high.
 */
export const heardAs = (bytes: Uint8Array, { sentAt, heardAt }: { sentAt: number; heardAt: number }): number[] => {
  const levels = [...bytes].flatMap(levelsOf)
  const endS = levels.length / sentAt + 20 / heardAt
  const level = (s: number): number => levels[Math.floor(s * sentAt)] ?? 1
  const stepS = 1 / (16 * Math.max(sentAt, heardAt))
  const heard: number[] = []
  let s = 0
  while (s < endS) {
    if (level(s) === 1 || level(s + 0.5 / heardAt) === 1) {
      s += stepS
      continue
    }
    const startS = s
    const at = (bit: number): number => level(startS + (bit + 1.5) / heardAt)
    const byte = Array.from({ length: 8 }, (_, bit) => at(bit) << bit).reduce((sum, bit) => sum | bit, 0)
    s = startS + 9.5 / heardAt
    if (at(8) === 1) heard.push(...(byte === 0xff ? [0xff, 0xff] : [byte]))
    else {
      heard.push(0xff, 0x00, byte)
      while (level(s) === 0) s += stepS
    }
  }
  return heard
}
