/** What the 7-bit alphabet has elsewhere than ASCII, and what it has by its escape. 3GPP TS 23.038 §6.2.1. */
const MOVED: Readonly<Record<string, readonly number[]>> = {
  '@': [0x00],
  $: [0x02],
  _: [0x11],
  '\n': [0x0a],
  '\r': [0x0d],
  '^': [0x1b, 0x14],
  '{': [0x1b, 0x28],
  '}': [0x1b, 0x29],
  '\\': [0x1b, 0x2f],
  '[': [0x1b, 0x3c],
  '~': [0x1b, 0x3d],
  ']': [0x1b, 0x3e],
  '|': [0x1b, 0x40],
}

const characterOf: ReadonlyMap<string, string> = new Map(
  Object.entries(MOVED).map(([character, septets]) => [septets.join(), character]),
)

/** Of a character that ASCII has too; the twin writes all others in UCS2, as phones may. */
export const septetsOf = (character: string): readonly number[] | undefined => {
  const moved = MOVED[character]
  if (moved) return moved
  return /^[\x20-\x7e]$/.test(character) && character !== '`' ? [character.charCodeAt(0)] : undefined
}

/** The reverse; what ASCII lacks is a question mark. */
export const textOfSeptets = (septets: readonly number[]): string => {
  let text = ''
  for (let at = 0; at < septets.length; at++) {
    const code = septets[at] === 0x1b ? [0x1b, septets[++at] ?? 0] : [septets[at] ?? 0]
    const single =
      code.length === 1 && (code[0] ?? 0) >= 0x20 && code[0] !== 0x24 ? String.fromCharCode(code[0] ?? 0) : '?'
    text += characterOf.get(code.join()) ?? single
  }
  return text
}

/** Bits in the order of the air: the lowest of each unit first. */
export const bitsOf = (values: readonly number[], width: number): number[] =>
  values.flatMap((value) => Array.from({ length: width }, (_, bit) => (value >> bit) & 1))

export const octetsOf = (bits: readonly number[]): number[] =>
  Array.from({ length: Math.ceil(bits.length / 8) }, (_, index) =>
    bits.slice(8 * index, 8 * index + 8).reduce((octet, bit, at) => octet | (bit << at), 0),
  )

export const hexOf = (octets: readonly number[]): string =>
  octets
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()

/** Digits in semi-octets, filled up with F. */
export const swapped = (digits: string): number[] =>
  (digits.length % 2 === 0 ? digits : `${digits}F`)
    .match(/../g)
    ?.map((pair) => Number.parseInt(`${pair[1]}${pair[0]}`, 16)) ?? []

const ZONE_QUARTERS = '20'

/** Kazakhstan's time, UTC+5, as its service centres stamp it. */
export const timeStamp = (utcMs: number): number[] => {
  const local = new Date(utcMs + Number(ZONE_QUARTERS) * 15 * 60_000).toISOString().replace(/\D/g, '')
  return swapped(`${local.slice(2, 14)}${ZONE_QUARTERS}`)
}
