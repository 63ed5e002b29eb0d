import { gsm7Septets, packSeptets } from './gsm7.ts'
import { addressOctets } from './sms-fields.ts'

/** A PDU to hand to a modem. */
export interface SubmitPdu {
  hex: string
  /** For `+CMGS`: octets without the service centre's address. */
  length: number
}

interface SubmitOptions {
  /** Digits, `+` before an international number. */
  to: string
  text: string
  /** How long the service centre tries, ms; rounded up to what the field can say: 5 min to 63 weeks. */
  validMs: number
  /** The same in all parts of a long text, and another one for the next: 0 to 255. */
  reference: number
}

/** How many parts a text may have; chosen: nothing that a train says is longer. */
export const MAX_PARTS = 4

const MTI_SUBMIT = 0x01
const RELATIVE_VALIDITY = 0x10
const STATUS_REPORT_WANTED = 0x20
const HAS_HEADER = 0x40
const SCHEME_GSM7 = 0x00
const SCHEME_UCS2 = 0x08
const HEADER_OCTETS = 6

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** 3GPP TS 23.040 §9.2.3.12.1. */
export const validityOctet = (validMs: number): number => {
  if (validMs <= 12 * HOUR_MS) return Math.max(0, Math.ceil(validMs / (5 * MINUTE_MS)) - 1)
  if (validMs <= DAY_MS) return 143 + Math.ceil((validMs - 12 * HOUR_MS) / (30 * MINUTE_MS))
  if (validMs <= 30 * DAY_MS) return 166 + Math.ceil(validMs / DAY_MS)
  return Math.min(255, 192 + Math.ceil(validMs / (7 * DAY_MS)))
}

/** Units of one alphabet: septets, or octets. What belongs to one character stays in one part. */
interface Coded {
  scheme: number
  characters: readonly (readonly number[])[]
  perMessage: number
  perPart: number
}

const coded = (text: string): Coded => {
  const characters = [...text]
  const septets = characters.map(gsm7Septets)
  if (septets.every((found) => found !== undefined))
    return { scheme: SCHEME_GSM7, characters: septets, perMessage: 160, perPart: 153 }
  const octets = characters.map((character) => [...Buffer.from(character, 'utf16le').swap16()])
  return { scheme: SCHEME_UCS2, characters: octets, perMessage: 140, perPart: 134 }
}

const cut = ({ characters, perMessage, perPart }: Coded): number[][] => {
  const all = characters.flat()
  if (all.length <= perMessage) return [all]
  const parts: number[][] = [[]]
  for (const units of characters) {
    if ((parts.at(-1)?.length ?? 0) + units.length > perPart) parts.push([])
    parts.at(-1)?.push(...units)
  }
  return parts
}

const headerOf = (reference: number, count: number, index: number): number[] =>
  count === 1 ? [] : [HEADER_OCTETS - 1, 0x00, 0x03, reference & 0xff, count, index + 1]

/** User data and its length, which counts septets where the text is of septets. */
const userData = (header: readonly number[], units: readonly number[], scheme: number): number[] => {
  if (scheme === SCHEME_UCS2) return [header.length + units.length, ...header, ...units]
  const headerSeptets = Math.ceil((8 * header.length) / 7)
  const packed = packSeptets(units, 7 * headerSeptets)
  packed.set(header)
  return [headerSeptets + units.length, ...packed]
}

/**
 * A text as SMS-SUBMIT, in as many parts as it needs, a status report asked of each; `undefined` when it would need more
 * than `MAX_PARTS`. 3GPP TS 23.040 §9.2.2.2.
 */
export const encodeSubmit = ({ to, text, validMs, reference }: SubmitOptions): SubmitPdu[] | undefined => {
  const code = coded(text)
  const parts = cut(code)
  if (parts.length > MAX_PARTS) return undefined
  const first = MTI_SUBMIT | RELATIVE_VALIDITY | STATUS_REPORT_WANTED | (parts.length > 1 ? HAS_HEADER : 0)
  return parts.map((units, index) => {
    const head = [first, 0x00, ...addressOctets(to), 0x00, code.scheme, validityOctet(validMs)]
    const data = userData(headerOf(reference, parts.length, index), units, code.scheme)
    // The service centre's address is left out: the SIM has it.
    const octets = Buffer.from([0x00, ...head, ...data])
    return { hex: octets.toString('hex').toUpperCase(), length: octets.length - 1 }
  })
}
