/** Crockford's base 32: no I, L, O and U, so that nothing is misheard or misread; small letters do as well. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const ALIKE: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' }
const BITS = 5

/** Bytes as letters and digits, in groups with a sign between them. Its length is a multiple of 5 bytes, so that no bit is left over. */
export const lettersOf = (bytes: Uint8Array, { group, between }: { group: number; between: string }): string => {
  let letters = ''
  let [held, bits] = [0, 0]
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= BITS) {
      bits -= BITS
      letters += LETTERS[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  if (bits > 0) letters += LETTERS[(held << (BITS - bits)) & 31]
  return (letters.match(new RegExp(`.{1,${group}}`, 'g')) ?? []).join(between)
}

/** Letters of a code as somebody typed or pasted them, without spaces, line ends and dashes of any kind; `undefined` when one is none. */
const cleanLetters = (text: string): string | undefined => {
  const letters = text
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}_.]/gu, '')
    .replace(/[ILO]/g, (letter) => ALIKE[letter] ?? letter)
  return /^[0-9A-HJKMNP-TV-Z]*$/.test(letters) ? letters : undefined
}

/** What the letters hold; `undefined` when one of them is none of the code. Bits left over at the end are dropped. */
export const bytesOfLetters = (text: string): Uint8Array | undefined => {
  const letters = cleanLetters(text)
  if (letters === undefined) return undefined
  const bytes: number[] = []
  let [held, bits] = [0, 0]
  for (const letter of letters) {
    held = (held << BITS) | LETTERS.indexOf(letter)
    bits += BITS
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 0xff)
    }
    held &= (1 << bits) - 1
  }
  return Uint8Array.from(bytes)
}
