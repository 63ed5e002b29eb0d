import { bitsOf, hexOf, octetsOf, septetsOf, swapped, timeStamp } from './sms-octets.ts'

/** Units of a text, cut so that a part has room for its header and no character is torn. */
const cut = (characters: readonly (readonly number[])[], whole: number, part: number): number[][] => {
  const all = characters.flat()
  if (all.length <= whole) return [all]
  const parts: number[][] = []
  for (const units of characters) {
    const last = parts.at(-1)
    if (!last || last.length + units.length > part) parts.push([...units])
    else last.push(...units)
  }
  return parts
}

const gsm7Data = (header: readonly number[], septets: readonly number[]): number[] => {
  const headerBits = bitsOf(header, 8)
  const fill = Array.from({ length: (7 - (headerBits.length % 7)) % 7 }, () => 0)
  const bits = [...headerBits, ...fill, ...bitsOf(septets, 7)]
  return [bits.length / 7, ...octetsOf(bits)]
}

const CENTRE = [0x07, 0x91, ...swapped('77010009997')]

/** What one text is sent with. */
interface DeliverOptions {
  /** Digits, `+` before an international number. */
  from: string
  utcMs: number
  /** The same in all parts: 0 to 255. */
  reference: number
}

/** A text as a network hands it down, SMS-DELIVER in as many parts as it needs: the twin's own encoder. 3GPP TS 23.040 §9.2.2.1. */
export const deliverPdus = (text: string, { from, utcMs, reference }: DeliverOptions): string[] => {
  const characters = [...text]
  const septets = characters.map(septetsOf)
  const isGsm7 = septets.every((found) => found !== undefined)
  const wide = characters.map((character) =>
    Array.from({ length: character.length }, (_, at) => character.charCodeAt(at)).flatMap((unit) => [
      unit >> 8,
      unit & 0xff,
    ]),
  )
  const parts = isGsm7 ? cut(septets, 160, 153) : cut(wide, 140, 134)
  const digits = from.replace('+', '')
  const address = [digits.length, from.startsWith('+') ? 0x91 : 0x81, ...swapped(digits)]
  return parts.map((units, index) => {
    const header = parts.length === 1 ? [] : [5, 0, 3, reference & 0xff, parts.length, index + 1]
    // No more messages wait: TP-MMS.
    const first = 0x04 | (header.length > 0 ? 0x40 : 0)
    const data = isGsm7 ? gsm7Data(header, units) : [header.length + units.length, ...header, ...units]
    return hexOf([...CENTRE, first, ...address, 0x00, isGsm7 ? 0x00 : 0x08, ...timeStamp(utcMs), ...data])
  })
}

/** Octets of a PDU without the service centre's address, as `+CMT` and `+CMGL` tell them. */
export const lengthOf = (pdu: string): number => pdu.length / 2 - 1 - Number.parseInt(pdu.slice(0, 2), 16)
