/** The GSM 7-bit default alphabet, septet by septet; 0x1B is the escape to the extension table. 3GPP TS 23.038 §6.2.1. */
const DEFAULT =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** 3GPP TS 23.038 §6.2.1.1. */
const EXTENSION: ReadonlyMap<number, string> = new Map([
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
])
const ESCAPE = 0x1b

const septetsOf: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ...[...DEFAULT].map((character, septet) => [character, [septet]] as const),
  ...[...EXTENSION].map(([septet, character]) => [character, [ESCAPE, septet]] as const),
])

/** Septets of a text, two for a character of the extension table; `undefined` when a character is in neither table. */
export const gsm7Septets = (text: string): number[] | undefined => {
  const septets: number[] = []
  for (const character of text) {
    const found = character === '\u001b' ? undefined : septetsOf.get(character)
    if (!found) return undefined
    septets.push(...found)
  }
  return septets
}

/** The text of septets. After an escape, what the extension table lacks is read by the default one, as the standard has it. */
export const gsm7Text = (septets: readonly number[]): string => {
  let text = ''
  for (let at = 0; at < septets.length; at++) {
    const septet = septets[at] as number
    if (septet !== ESCAPE) text += DEFAULT[septet]
    else if (++at < septets.length) text += EXTENSION.get(septets[at] as number) ?? DEFAULT[septets[at] as number]
  }
  return text
}

/** Packs septets into octets from the lowest bit up, 3GPP TS 23.038 §6.1.2.1; the first `skipBits` stay 0. */
export const packSeptets = (septets: readonly number[], skipBits = 0): Uint8Array => {
  const octets = new Uint8Array(Math.ceil((skipBits + 7 * septets.length) / 8))
  septets.forEach((septet, index) => {
    const bit = skipBits + 7 * index
    const shifted = septet << (bit & 7)
    const low = bit >> 3
    octets[low] = (octets[low] as number) | (shifted & 0xff)
    if (low + 1 < octets.length) octets[low + 1] = (octets[low + 1] as number) | (shifted >> 8)
  })
  return octets
}

/** The reverse; `undefined` when there are too few octets for `count` septets. */
export const unpackSeptets = (octets: Uint8Array, count: number, skipBits = 0): number[] | undefined => {
  if (skipBits + 7 * count > 8 * octets.length) return undefined
  return Array.from({ length: count }, (_, index) => {
    const bit = skipBits + 7 * index
    const pair = (octets[bit >> 3] as number) | ((octets[(bit >> 3) + 1] ?? 0) << 8)
    return (pair >> (bit & 7)) & 0x7f
  })
}
