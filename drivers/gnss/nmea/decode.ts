import type { Fields } from './fields.ts'
import { decodeGsa, decodeGst, decodeGsv, decodeHdt, decodeThs, decodeTxt, decodeZda } from './other-sentences.ts'
import { decodeGga, decodeGll, decodeGns, decodeRmc, decodeVtg } from './position-sentences.ts'
import type { KnownSentence, Sentence } from './sentence.ts'

interface SentenceFormat {
  /** How many comma-separated parts it may have, its address included. */
  parts: readonly [min: number, max: number]
  decode(fields: Fields): KnownSentence
}

const formats: ReadonlyMap<string, SentenceFormat> = new Map<string, SentenceFormat>([
  ['RMC', { parts: [12, 14], decode: decodeRmc }],
  ['GGA', { parts: [15, 15], decode: decodeGga }],
  ['GNS', { parts: [13, 14], decode: decodeGns }],
  ['GLL', { parts: [7, 8], decode: decodeGll }],
  ['VTG', { parts: [9, 10], decode: decodeVtg }],
  ['GSA', { parts: [18, 19], decode: decodeGsa }],
  ['GSV', { parts: [4, 21], decode: decodeGsv }],
  ['ZDA', { parts: [7, 7], decode: decodeZda }],
  ['GST', { parts: [9, 9], decode: decodeGst }],
  ['HDT', { parts: [3, 3], decode: decodeHdt }],
  ['THS', { parts: [3, 3], decode: decodeThs }],
  ['TXT', { parts: [5, 20], decode: decodeTxt }],
])

const ADDRESS_LENGTH = 5
const PROPRIETARY = 'P'
const PRINTABLE = /^[\x20-\x7e]*$/

/** Two letters of the talker, three of the formatter; what begins with P is a maker's own. NMEA 0183 §5.3.2. */
const formatOf = (address: string): SentenceFormat | undefined =>
  address.length === ADDRESS_LENGTH && !address.startsWith(PROPRIETARY) ? formats.get(address.slice(2)) : undefined

/**
 * Decodes what stands between `$` and `*` of a sentence whose checksum was right. A field outside its grammar makes
 * the whole sentence `invalid`; proprietary and unknown ones are `other`.
 */
export const decodeSentence = (body: string): Sentence => {
  const parts = body.split(',')
  const address = parts[0] as string
  if (!PRINTABLE.test(body)) return { kind: 'invalid', address: '', reason: 'bytes that are no text' }
  const format = formatOf(address)
  if (!format) return { kind: 'other', address }
  const [min, max] = format.parts
  if (parts.length < min || parts.length > max) return { kind: 'invalid', address, reason: `${parts.length} fields` }
  const fields: Fields = { parts, problem: undefined }
  const sentence = format.decode(fields)
  return fields.problem === undefined ? sentence : { kind: 'invalid', address, reason: fields.problem }
}
