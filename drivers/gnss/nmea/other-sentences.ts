import { calendarDate, decimal, type Fields, letter, type Range, reject, timeOfDayMs, whole } from './fields.ts'
import type { Gsa, Gst, Gsv, Hdt, SatelliteInView, Ths, Txt, Zda } from './sentence.ts'

const FIRST_SATELLITE = 3
const LAST_SATELLITE = 14
const FIELDS_A_SATELLITE = 4

const ZONE = /^(?:[+-]?\d\d)?$/
const satelliteIdRange: Range = { min: 1, max: 999 }
/** A slot that is not used may be empty or 0. */
const slotRange: Range = { min: 0, max: satelliteIdRange.max }
const dopRange: Range = { min: 0, max: 999 }
const sigmaRange: Range = { min: 0, max: 1e8 }
const headingRange: Range = { min: 0, max: 360 }

/** GSA, 17 or (4.10, with the system's id) 18 fields. u-blox M8 §31.2.8. */
export const decodeGsa = (fields: Fields): Gsa => {
  letter(fields, 1, 'AM')
  letter(fields, 18, '0123456789ABCDEF')
  const satelliteIds: number[] = []
  for (let index = FIRST_SATELLITE; index <= LAST_SATELLITE; index++) {
    const id = whole(fields, index, slotRange)
    if (id) satelliteIds.push(id)
  }
  return {
    kind: 'gsa',
    fixMode: whole(fields, 2, { min: 1, max: 3 }),
    satelliteIds,
    pdop: decimal(fields, 15, dopRange),
    hdop: decimal(fields, 16, dopRange),
    vdop: decimal(fields, 17, dopRange),
  }
}

const satelliteAt = (fields: Fields, index: number): SatelliteInView | undefined => {
  const id = whole(fields, index, satelliteIdRange)
  const rest = {
    elevationDeg: decimal(fields, index + 1, { min: -90, max: 90 }),
    azimuthDeg: decimal(fields, index + 2, { min: 0, max: 360 }),
    carrierToNoiseDbHz: decimal(fields, index + 3, { min: 0, max: 99 }),
  }
  return id === undefined ? undefined : { id, ...rest }
}

/** GSV, 3 fields, four more a satellite, and (4.10) the signal's id. u-blox M8 §31.2.10. */
export const decodeGsv = (fields: Fields): Gsv => {
  const satelliteFields = fields.parts.length - FIELDS_A_SATELLITE
  const hasSignalId = satelliteFields % FIELDS_A_SATELLITE === 1
  if (!hasSignalId && satelliteFields % FIELDS_A_SATELLITE !== 0) reject(fields, fields.parts.length, 'odd field count')
  if (hasSignalId) letter(fields, fields.parts.length - 1, '0123456789ABCDEF')
  const satellites: SatelliteInView[] = []
  const end = fields.parts.length - (hasSignalId ? 1 : 0)
  for (let index = FIELDS_A_SATELLITE; index + 3 < end; index += FIELDS_A_SATELLITE) {
    const satellite = satelliteAt(fields, index)
    if (satellite) satellites.push(satellite)
  }
  const sentences = whole(fields, 1, { min: 0, max: 99 }) ?? reject(fields, 1, 'missing') ?? 0
  const sentence = whole(fields, 2, { min: 0, max: 99 }) ?? reject(fields, 2, 'missing') ?? 0
  if (sentence > sentences) reject(fields, 2, 'out of range')
  const talker = (fields.parts[0] ?? '').slice(0, 2)
  return { kind: 'gsv', talker, sentences, sentence, inView: whole(fields, 3, { min: 0, max: 999 }), satellites }
}

/** ZDA, 6 fields; local zone ignored. u-blox M8 §31.2.21. */
export const decodeZda = (fields: Fields): Zda => {
  const day = whole(fields, 2, { min: 1, max: 31 })
  const month = whole(fields, 3, { min: 1, max: 12 })
  const year = whole(fields, 4, { min: 1980, max: 2099 })
  for (const index of [5, 6]) if (!ZONE.test(fields.parts[index] ?? '')) reject(fields, index, 'no zone')
  const isWhole = day !== undefined && month !== undefined && year !== undefined
  const date = isWhole ? calendarDate(fields, 2, { year, month, day }) : undefined
  return { kind: 'zda', timeOfDayMs: timeOfDayMs(fields, 1), date }
}

/** GST, 8 fields. u-blox M8 §31.2.9. */
export const decodeGst = (fields: Fields): Gst => {
  for (const index of [2, 3, 4]) decimal(fields, index, sigmaRange)
  decimal(fields, 5, { min: -360, max: 360 })
  return {
    kind: 'gst',
    timeOfDayMs: timeOfDayMs(fields, 1),
    latSigmaM: decimal(fields, 6, sigmaRange),
    lonSigmaM: decimal(fields, 7, sigmaRange),
    heightSigmaM: decimal(fields, 8, sigmaRange),
  }
}

/** HDT, 2 fields. NMEA 0183 4.10. */
export const decodeHdt = (fields: Fields): Hdt => {
  letter(fields, 2, 'T')
  return { kind: 'hdt', headingTrueDeg: decimal(fields, 1, headingRange) }
}

/** THS, 2 fields; modes autonomous, estimated, manual, simulated, void. u-blox F9 §2.7.17. */
export const decodeThs = (fields: Fields): Ths => {
  const mode = letter(fields, 2, 'AEMSV')
  return { kind: 'ths', headingTrueDeg: decimal(fields, 1, headingRange), isValid: mode === 'A' || mode === 'E' }
}

/** TXT; the text may hold commas of its own. u-blox M8 §31.2.17. */
export const decodeTxt = (fields: Fields): Txt => {
  for (const index of [1, 2, 3]) whole(fields, index, { min: 0, max: 99 })
  return { kind: 'txt', text: fields.parts.slice(4).join(',') }
}
