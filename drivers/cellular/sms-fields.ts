import { type UtcMs, utcMs } from '../../hal/units.ts'
import { calendarTimeMs } from './calendar-time.ts'
import { gsm7Text, unpackSeptets } from './gsm7.ts'

/** Reads the octets of one PDU in their order. A read past the end gives `undefined`, and so do all after it. */
export class PduReader {
  readonly #octets: Uint8Array
  #at = 0

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  octet(): number | undefined {
    return this.octets(1)?.[0]
  }

  octets(count: number): Uint8Array | undefined {
    const end = this.#at + count
    this.#at = end
    return end <= this.#octets.length ? this.#octets.subarray(end - count, end) : undefined
  }

  rest(): Uint8Array {
    return this.#octets.subarray(Math.min(this.#at, this.#octets.length))
  }
}

const DIGITS = '0123456789*#abc'
const FILL = 0xf

/** Digits of semi-octets, the low half first; `undefined` when one of the first `count` is none. 3GPP TS 23.040 §9.1.2.3. */
export const semiOctets = (octets: Uint8Array, count: number): string | undefined => {
  const halves = [...octets].flatMap((octet) => [octet & 0xf, octet >> 4]).slice(0, count)
  return halves.length < count || halves.includes(FILL) ? undefined : halves.map((half) => DIGITS[half]).join('')
}

const INTERNATIONAL = 0x1
const ALPHANUMERIC = 0x5

/** A number with `+` where it is international, or a name. 3GPP TS 23.040 §9.1.2.5. */
export const readAddress = (reader: PduReader): string | undefined => {
  const length = reader.octet()
  const type = reader.octet()
  if (length === undefined || type === undefined || length > 20) return undefined
  const octets = reader.octets(Math.ceil(length / 2))
  const kind = (type >> 4) & 0x7
  if (!octets) return undefined
  if (kind === ALPHANUMERIC) {
    const septets = unpackSeptets(octets, Math.floor((4 * length) / 7))
    return septets && gsm7Text(septets)
  }
  const digits = semiOctets(octets, length)
  return digits && (kind === INTERNATIONAL ? `+${digits}` : digits)
}

/** Of a number, with `+` where it is international: at most 20 digits. */
export const addressOctets = (number: string): number[] => {
  const digits = number.replace(/^\+/, '')
  const padded = digits.length % 2 === 0 ? digits : `${digits}f`
  const pairs = padded.match(/../g) ?? []
  const octets = pairs.map((pair) => Number.parseInt(`${pair[1]}${pair[0]}`, 16))
  return [digits.length, number.startsWith('+') ? 0x91 : 0x81, ...octets]
}

/** Whether texts can be sent to it: digits, and `+` before an international one. */
export const isPhoneNumber = (text: string): boolean => /^\+?\d{3,20}$/.test(text)

const MINUS = 0x08

/** The service centre's time, 3GPP TS 23.040 §9.2.3.11; the century is this one. `found` is absent when it is none. */
export const readTime = (reader: PduReader): { found?: UtcMs } | undefined => {
  const octets = reader.octets(7)
  if (!octets) return undefined
  const zone = octets[6] as number
  const digits = semiOctets(octets.subarray(0, 6), 12)
  const quarters = semiOctets(Uint8Array.of(zone & ~MINUS), 2)
  if (!digits || !/^\d{12}$/.test(digits) || !quarters || !/^\d\d$/.test(quarters)) return {}
  const [year, month, day, hour, minute, second] = (digits.match(/../g) ?? []).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const zoneQuarters = (zone & MINUS ? -1 : 1) * Number(quarters)
  const foundMs = calendarTimeMs([year, month, day, hour, minute, second], zoneQuarters)
  return foundMs === undefined ? {} : { found: utcMs(foundMs) }
}
