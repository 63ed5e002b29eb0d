import { digitsFrom, endOf, type Fields, isEmpty, newStarts, splitFields, startOf, textAt } from './fields.ts'
import {
  decodeGsa,
  decodeGst,
  decodeGsv,
  decodeHdt,
  decodePashr,
  decodeThs,
  decodeTxt,
  decodeZda,
} from './other-sentences.ts'
import { decodeGga, decodeGll, decodeGns, decodePubx00, decodeRmc, decodeVtg } from './position-sentences.ts'
import type { KnownSentence, Sentence } from './sentence.ts'

interface SentenceFormat {
  /** How many comma-separated parts it may have, its address included. */
  parts: readonly [min: number, max: number]
  decode(fields: Fields): KnownSentence
}

const codeOf = (text: string): number => [...text].reduce((code, char) => code * 256 + char.charCodeAt(0), 0)

const codeAt = (bytes: Buffer, from: number, to: number): number => {
  let code = 0
  for (let at = from; at < to; at++) code = code * 256 + (bytes[at] as number)
  return code
}

const table = (formats: Readonly<Record<string, SentenceFormat>>): ReadonlyMap<number, SentenceFormat> =>
  new Map(Object.entries(formats).map(([name, format]) => [codeOf(name), format]))

const formats = table({
  RMC: { parts: [10, 14], decode: decodeRmc },
  // a SiRF adds a field of its own
  GGA: { parts: [15, 16], decode: decodeGga },
  GNS: { parts: [13, 14], decode: decodeGns },
  GLL: { parts: [7, 8], decode: decodeGll },
  VTG: { parts: [9, 10], decode: decodeVtg },
  GSA: { parts: [18, 36], decode: decodeGsa },
  GSV: { parts: [4, 22], decode: decodeGsv },
  ZDA: { parts: [7, 7], decode: decodeZda },
  GST: { parts: [9, 9], decode: decodeGst },
  HDT: { parts: [3, 3], decode: decodeHdt },
  THS: { parts: [3, 3], decode: decodeThs },
  TXT: { parts: [2, 40], decode: decodeTxt },
})

const pashr: SentenceFormat = { parts: [11, 13], decode: decodePashr }
const pubx00: SentenceFormat = { parts: [21, 21], decode: decodePubx00 }

const ADDRESS_LENGTH = 5
const FORMATTER_AT = 2
const COMMA = 0x2c
const PROPRIETARY = 0x50
const TIME_DIGITS = 6

const proprietaryFormat = (fields: Fields): SentenceFormat | undefined => {
  const address = textAt(fields, 0)
  if (address === 'PUBX') return textAt(fields, 1) === '00' ? pubx00 : undefined
  if (address !== 'PASHR' || fields.count < 2) return undefined
  // other sentences of the address have words, as POS or SAT, where this one has a time
  const isTimed = digitsFrom(fields.bytes, startOf(fields, 1), endOf(fields, 1)) === TIME_DIGITS
  return isTimed || isEmpty(fields, 1) ? pashr : undefined
}

/** Two letters of the talker, three of the formatter; what begins with P is a maker's own, but for Quectel's PQ. NMEA 0183 §5.3.2. */
const formatOf = (fields: Fields): SentenceFormat | undefined => {
  const start = startOf(fields, 0)
  const end = startOf(fields, 1) - 1
  const standard =
    end - start === ADDRESS_LENGTH ? formats.get(codeAt(fields.bytes, start + FORMATTER_AT, end)) : undefined
  return standard ?? (fields.bytes[start] === PROPRIETARY ? proprietaryFormat(fields) : undefined)
}

/** Some receivers end a sentence with a comma too many. */
const hasParts = (fields: Fields, [min, max]: SentenceFormat['parts']): boolean => {
  let { count } = fields
  while (count > max && isEmpty(fields, count - 1)) count--
  return count >= min && count <= max
}

const other: Sentence = { kind: 'other' }

/**
 * Decodes what stands between `$` and `*` of a sentence whose checksum was right, `bytes` from `start` to `end`, the
 * latter exclusive. A field outside its grammar makes the whole sentence `invalid`; unknown ones are `other`.
 * Whoever decodes many lends the memory for the fields of one.
 */
export const decodeSentence = (bytes: Buffer, start: number, end: number, starts = newStarts()): Sentence => {
  const fields = splitFields(bytes, start, end, starts)
  if (fields.problem !== undefined) return { kind: 'invalid', reason: fields.problem }
  const format = formatOf(fields)
  if (!format) return other
  if (!hasParts(fields, format.parts)) return { kind: 'invalid', reason: `${fields.count} fields` }
  const sentence = format.decode(fields)
  return fields.problem === undefined ? sentence : { kind: 'invalid', reason: fields.problem }
}

/** The address as a number below 2³⁰, to tell sentences apart; no two addresses of up to five capitals and digits share one. */
export const addressCode = (bytes: Buffer, start: number, end: number): number => {
  let code = 0
  // capitals and digits differ in their low six bits
  for (let at = start; at < end && at < start + ADDRESS_LENGTH && bytes[at] !== COMMA; at++)
    code = (code << 6) | ((bytes[at] as number) & 63)
  return code
}
