import type { UtcMs } from '../../hal/units.ts'
import { PduReader, readAddress, readTime } from './sms-fields.ts'
import { readUserData, type SmsPart } from './sms-user-data.ts'

/** A text message, or one part of it, as the network delivered it. */
export interface SmsText {
  kind: 'text'
  /** A number, with `+` where it is international, or a name. Nothing proves it. */
  from: string
  text: string
  part?: SmsPart
  /** When the service centre took it. */
  utcMs?: UtcMs
}

/** What became of a message that we sent. 3GPP TS 23.040 §9.2.3.15. */
export interface SmsStatus {
  kind: 'status'
  /** The modem's number of the message, 0 to 255. */
  reference: number
  to: string
  /** `trying`: a later report follows; `failed`: the service centre has given up. */
  outcome: 'delivered' | 'trying' | 'failed'
}

export type SmsPdu = SmsText | SmsStatus

const MTI_DELIVER = 0
const MTI_STATUS_REPORT = 2
const HAS_HEADER = 0x40

const readDeliver = (reader: PduReader, first: number): SmsText | undefined => {
  const from = readAddress(reader)
  const protocol = reader.octet()
  const scheme = reader.octet()
  const time = readTime(reader)
  const length = reader.octet()
  if (from === undefined || protocol === undefined || scheme === undefined || length === undefined) return undefined
  const data = readUserData({ scheme, hasHeader: (first & HAS_HEADER) !== 0, length, octets: reader.rest() })
  return data && { kind: 'text', from, ...data, ...(time?.found !== undefined && { utcMs: time.found }) }
}

const outcomeOf = (status: number): SmsStatus['outcome'] => {
  if (status < 0x20) return 'delivered'
  return status < 0x40 ? 'trying' : 'failed'
}

const readStatus = (reader: PduReader): SmsStatus | undefined => {
  const reference = reader.octet()
  const to = readAddress(reader)
  readTime(reader)
  readTime(reader)
  const status = reader.octet()
  if (reference === undefined || to === undefined || status === undefined || status > 0x7f) return undefined
  return { kind: 'status', reference, to, outcome: outcomeOf(status) }
}

/**
 * Decodes a PDU as modems write it: hexadecimal, the service centre's address before it. `undefined` for what is none, is
 * neither SMS-DELIVER nor SMS-STATUS-REPORT, or carries no text. 3GPP TS 23.040 §9.2.2.1 and §9.2.2.3, 27.005 §3.1.
 */
export const decodePdu = (hex: string): SmsPdu | undefined => {
  if (!isPdu(hex)) return undefined
  const reader = new PduReader(Buffer.from(hex, 'hex'))
  const centreLength = reader.octet() as number
  const first = reader.octets(centreLength) && reader.octet()
  if (first === undefined) return undefined
  if ((first & 0x3) === MTI_DELIVER) return readDeliver(reader, first)
  return (first & 0x3) === MTI_STATUS_REPORT ? readStatus(reader) : undefined
}

/** Whether a line is a PDU by its looks: whole octets in hexadecimal. */
export const isPdu = (line: string): boolean => /^(?:[0-9A-Fa-f]{2}){2,}$/.test(line)

/** Octets of a PDU without the service centre's address, as modems count them. */
export const pduLength = (hex: string): number => hex.length / 2 - 1 - Number.parseInt(hex.slice(0, 2), 16)
