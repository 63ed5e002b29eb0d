import { gsm7Text, unpackSeptets } from './gsm7.ts'

/** Which part of a longer text a message is. 3GPP TS 23.040 §9.2.3.24.1 and §9.2.3.24.8. */
export interface SmsPart {
  /** The same in all parts of one text of one sender; 0 to 65535. */
  reference: number
  /** 1 to 255. */
  count: number
  /** 1 to `count`. */
  number: number
}

/** What a message says. */
export interface SmsUserData {
  text: string
  part?: SmsPart
}

type Alphabet = 'gsm7' | 'ucs2' | 'data'

/** By the data coding scheme, 3GPP TS 23.038 §4; `data` is anything that is no text that we could read. */
const alphabetOf = (scheme: number): Alphabet => {
  if (scheme >> 6 <= 1) {
    const isCompressed = (scheme & 0x20) !== 0
    return isCompressed ? 'data' : ((['gsm7', 'data', 'ucs2', 'data'] as const)[(scheme >> 2) & 0x3] as Alphabet)
  }
  if (scheme >> 4 === 0xe) return 'ucs2'
  if (scheme >> 4 === 0xc || scheme >> 4 === 0xd) return 'gsm7'
  return scheme >> 4 === 0xf && (scheme & 0x4) === 0 ? 'gsm7' : 'data'
}

const CONCATENATED_8 = 0x00
const CONCATENATED_16 = 0x08

const partOf = (element: number, data: Uint8Array): SmsPart | undefined => {
  const isLong = element === CONCATENATED_16 && data.length === 4
  if (!isLong && !(element === CONCATENATED_8 && data.length === 3)) return undefined
  const [high, low, count, number] = (isLong ? [...data] : [0, ...data]) as [number, number, number, number]
  return count >= 1 && number >= 1 && number <= count ? { reference: 256 * high + low, count, number } : undefined
}

/** The elements of a header; what is not understood is passed over. */
const readHeader = (header: Uint8Array): SmsPart | undefined => {
  let part: SmsPart | undefined
  for (let at = 0; at + 1 < header.length; ) {
    const length = header[at + 1] as number
    if (at + 2 + length > header.length) return part
    part = partOf(header[at] as number, header.subarray(at + 2, at + 2 + length)) ?? part
    at += 2 + length
  }
  return part
}

const readUcs2 = (octets: Uint8Array): string | undefined =>
  octets.length % 2 === 0 ? Buffer.from(octets).swap16().toString('utf16le') : undefined

interface RawUserData {
  scheme: number
  /** Whether it begins with a header. */
  hasHeader: boolean
  /** In septets for the 7-bit alphabet, in octets otherwise. */
  length: number
  octets: Uint8Array
}

/** Reads the text of a message; `undefined` when it is none, or its lengths do not fit. */
export const readUserData = ({ scheme, hasHeader, length, octets }: RawUserData): SmsUserData | undefined => {
  const headerOctets = hasHeader ? 1 + (octets[0] ?? 0) : 0
  if (headerOctets > octets.length) return undefined
  const part = hasHeader ? readHeader(octets.subarray(1, headerOctets)) : undefined
  const alphabet = alphabetOf(scheme)
  const text = alphabet === 'gsm7' ? sevenBit(octets, length, headerOctets) : wide(octets, length, headerOctets)
  if (alphabet === 'data' || text === undefined) return undefined
  return { text, ...(part && { part }) }
}

/** The text begins at the next septet after the header. */
const sevenBit = (octets: Uint8Array, length: number, headerOctets: number): string | undefined => {
  const headerSeptets = Math.ceil((8 * headerOctets) / 7)
  if (headerSeptets > length || length > 160) return undefined
  const septets = unpackSeptets(octets, length - headerSeptets, 7 * headerSeptets)
  return septets && gsm7Text(septets)
}

const wide = (octets: Uint8Array, length: number, headerOctets: number): string | undefined =>
  headerOctets <= length && length <= octets.length ? readUcs2(octets.slice(headerOctets, length)) : undefined
