import { bitsOf, hexOf, swapped, textOfSeptets, timeStamp } from './sms-octets.ts'

/** A message as a modem hands it to the network. */
export interface SubmittedPdu {
  to: string
  text: string
  isReportWanted: boolean
  part?: { reference: number; count: number; number: number }
}

const digitsOf = (octets: readonly number[], count: number): string =>
  octets
    .map((octet) => `${(octet & 0xf).toString(16)}${(octet >> 4).toString(16)}`)
    .join('')
    .slice(0, count)

/** The first seven bits of each septet after the header, from the lowest. */
const sevenBit = (data: readonly number[], length: number, headerOctets: number): string => {
  const bits = bitsOf(data, 8)
  const from = Math.ceil((8 * headerOctets) / 7)
  const septets = Array.from({ length: Math.max(0, length - from) }, (_, index) =>
    bits.slice(7 * (from + index), 7 * (from + index + 1)).reduce((value, bit, at) => value | (bit << at), 0),
  )
  return textOfSeptets(septets)
}

const wide = (data: readonly number[], headerOctets: number): string => {
  const octets = data.slice(headerOctets)
  return Array.from({ length: octets.length >> 1 }, (_, at) =>
    String.fromCharCode(((octets[2 * at] ?? 0) << 8) | (octets[2 * at + 1] ?? 0)),
  ).join('')
}

const partOf = (data: readonly number[]): SubmittedPdu['part'] => {
  const [, element, size, reference = 0, count = 0, number = 0] = data
  return element === 0 && size === 3 ? { reference, count, number } : undefined
}

/** Reads SMS-SUBMIT with a relative validity or none: the twin's own decoder. Undefined for anything else. 3GPP TS 23.040 §9.2.2.2. */
export const readSubmitted = (hex: string, length: number): SubmittedPdu | undefined => {
  if (!/^(?:[0-9A-F]{2})+$/i.test(hex)) return undefined
  const octets = [...Buffer.from(hex, 'hex')]
  const tpdu = octets.slice(1 + (octets[0] ?? 0))
  if (tpdu.length !== length || tpdu.length < 8) return undefined
  const [first = 0, , digits = 0, type = 0] = tpdu
  if ((first & 0x3) !== 1) return undefined
  const addressEnd = 4 + Math.ceil(digits / 2)
  const number = digitsOf(tpdu.slice(4, addressEnd), digits)
  const scheme = tpdu[addressEnd + 1] ?? 0
  const dataAt = addressEnd + 2 + ((first & 0x18) === 0x10 ? 1 : 0)
  const data = tpdu.slice(dataAt + 1)
  const headerOctets = first & 0x40 ? 1 + (data[0] ?? 0) : 0
  const part = first & 0x40 ? partOf(data) : undefined
  return {
    to: type >> 4 === 0x9 ? `+${number}` : number,
    text: scheme === 8 ? wide(data, headerOctets) : sevenBit(data, tpdu[dataAt] ?? 0, headerOctets),
    isReportWanted: (first & 0x20) !== 0,
    ...(part && { part }),
  }
}

/** Texts to one number of which every part was handed over, in the order in which they became whole. */
export const wholeTexts = (pdus: readonly SubmittedPdu[]): string[] => {
  const begun = new Map<number, Map<number, string>>()
  return pdus.flatMap(({ text, part }) => {
    if (!part) return [text]
    const parts = begun.get(part.reference) ?? new Map<number, string>()
    begun.set(part.reference, parts.set(part.number, text))
    if (parts.size < part.count) return []
    begun.delete(part.reference)
    return [Array.from({ length: part.count }, (_, index) => parts.get(index + 1) ?? '').join('')]
  })
}

/** SMS-STATUS-REPORT of one message, 3GPP TS 23.040 §9.2.2.3. */
export const statusReport = (of: { reference: number; to: string; utcMs: number; status: number }): string => {
  const digits = of.to.replace('+', '')
  const address = [digits.length, of.to.startsWith('+') ? 0x91 : 0x81, ...swapped(digits)]
  const time = timeStamp(of.utcMs)
  return hexOf([0x00, 0x06, of.reference, ...address, ...time, ...time, of.status])
}
