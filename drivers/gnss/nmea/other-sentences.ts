import { calendarDate, timeOfDayMs } from './field-values.ts'
import { decimal, type Fields, hasByte, letter, POINT, type Range, reject, startOf, textAt, whole } from './fields.ts'
import type { Gsa, Gst, Gsv, Hdt, Pashr, SatelliteInView, Ths, Txt, Zda } from './sentence.ts'

const FIRST_SATELLITE = 3
const STANDARD_SLOTS = 12
const OTHER_GSA_FIELDS = 6
const FIELDS_A_SATELLITE = 4
const HEX = '0123456789ABCDEF'

const ZONE = /^(?:[+-]?\d\d)?$/
const satelliteIdRange: Range = { min: 1, max: 999 }
/** A slot that is not used may be empty or 0. */
const slotRange: Range = { min: 0, max: satelliteIdRange.max }
const dopRange: Range = { min: 0, max: 999 }
const sigmaRange: Range = { min: 0, max: 1e8 }
const headingRange: Range = { min: 0, max: 360 }
const azimuthRange: Range = { min: 0, max: 360 }
const elevationRange: Range = { min: -90, max: 90 }
const carrierToNoiseRange: Range = { min: 0, max: 99 }
const countRange: Range = { min: 0, max: 99 }
const fixModeRange: Range = { min: 1, max: 3 }
const dayRange: Range = { min: 1, max: 31 }
const monthRange: Range = { min: 1, max: 12 }
const yearRange: Range = { min: 1980, max: 2099 }

const hexAt = (fields: Fields, index: number): number | undefined => {
  const digit = letter(fields, index, HEX)
  return digit === undefined ? undefined : HEX.indexOf(digit)
}

const talkerOf = ({ bytes, starts: [at = 0] }: Fields): string =>
  String.fromCharCode(bytes[at] as number, bytes[at + 1] as number)

/** Twelve, or as many as there are: the Navior-24 has 24. */
const slotsOf = ({ count }: Fields): number => (count <= 19 ? STANDARD_SLOTS : count - OTHER_GSA_FIELDS)

/** The system's id; a SiRF IV has a fourth dilution there. */
const systemIdAt = (fields: Fields, index: number): number | undefined => {
  if (hasByte(fields, index, POINT)) decimal(fields, index, dopRange)
  else return hexAt(fields, index)
  return undefined
}

/** GSA, 17 or (4.10, with the system's id) 18 fields. u-blox M8 (UBX-13003221) §31.2, GSA. */
export const decodeGsa = (fields: Fields): Gsa => {
  letter(fields, 1, 'AM')
  const slots = slotsOf(fields)
  const satelliteIds: number[] = []
  for (let index = FIRST_SATELLITE; index < FIRST_SATELLITE + slots; index++) {
    const id = whole(fields, index, slotRange)
    if (id) satelliteIds.push(id)
  }
  const dopAt = FIRST_SATELLITE + slots
  return {
    kind: 'gsa',
    talker: talkerOf(fields),
    systemId: systemIdAt(fields, dopAt + 3),
    fixMode: whole(fields, 2, fixModeRange),
    satelliteIds,
    pdop: decimal(fields, dopAt, dopRange),
    hdop: decimal(fields, dopAt + 1, dopRange),
    vdop: decimal(fields, dopAt + 2, dopRange),
  }
}

const satelliteAt = (fields: Fields, index: number): SatelliteInView | undefined => {
  const id = whole(fields, index, satelliteIdRange)
  const elevationDeg = decimal(fields, index + 1, elevationRange)
  const azimuthDeg = decimal(fields, index + 2, azimuthRange)
  const carrierToNoiseDbHz = decimal(fields, index + 3, carrierToNoiseRange)
  return id === undefined ? undefined : { id, elevationDeg, azimuthDeg, carrierToNoiseDbHz }
}

/**
 * GSV, 3 fields, four more a satellite, and (4.10) the signal's id; Quectel adds one of its own. u-blox M8 (UBX-13003221)
 * §31.2, GSV.
 */
export const decodeGsv = (fields: Fields): Gsv => {
  const extra = (fields.count - FIELDS_A_SATELLITE) % FIELDS_A_SATELLITE
  if (extra === 3) reject(fields, fields.count, 'odd field count')
  for (let index = fields.count - extra; index < fields.count; index++) hexAt(fields, index)
  const signalId = extra > 0 ? hexAt(fields, fields.count - extra) : undefined
  const satellites: SatelliteInView[] = []
  for (let index = FIELDS_A_SATELLITE; index < fields.count - extra; index += FIELDS_A_SATELLITE) {
    const satellite = satelliteAt(fields, index)
    if (satellite) satellites.push(satellite)
  }
  const sentences = whole(fields, 1, countRange) ?? reject(fields, 1, 'missing') ?? 0
  const sentence = whole(fields, 2, countRange) ?? reject(fields, 2, 'missing') ?? 0
  if (sentence > sentences) reject(fields, 2, 'out of range')
  whole(fields, 3, slotRange)
  return { kind: 'gsv', talker: talkerOf(fields), sentences, sentence, signalId, satellites }
}

/** ZDA, 6 fields; local zone ignored. u-blox M8 (UBX-13003221) §31.2, ZDA. */
export const decodeZda = (fields: Fields): Zda => {
  const day = whole(fields, 2, dayRange)
  const month = whole(fields, 3, monthRange)
  const year = whole(fields, 4, yearRange)
  for (let index = 5; index <= 6; index++) if (!ZONE.test(textAt(fields, index))) reject(fields, index, 'no zone')
  const isWhole = day !== undefined && month !== undefined && year !== undefined
  const date = isWhole ? calendarDate(fields, 2, { year, month, day }) : undefined
  return { kind: 'zda', timeOfDayMs: timeOfDayMs(fields, 1), date }
}

/** GST, 8 fields. u-blox M8 (UBX-13003221) §31.2, GST. */
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

/** THS, 2 fields; modes autonomous, estimated, manual, simulated, void. u-blox F9 HPG 1.32 (UBX-22008968) §2.7, THS. */
export const decodeThs = (fields: Fields): Ths => {
  const mode = letter(fields, 2, 'AEMSV')
  return { kind: 'ths', headingTrueDeg: decimal(fields, 1, headingRange), isValid: mode === 'A' || mode === 'E' }
}

const TEXT_AT = 4

/** TXT; three numbers and a text that may hold commas of its own, or (ST) the text alone. u-blox M8 (UBX-13003221) §31.2, TXT. */
export const decodeTxt = (fields: Fields): Txt => {
  const at = fields.count > TEXT_AT ? TEXT_AT : 1
  for (let index = 1; index < at; index++) whole(fields, index, { min: 0, max: 99 })
  return { kind: 'txt', text: fields.bytes.toString('latin1', startOf(fields, at), startOf(fields, fields.count) - 1) }
}

/** `PASHR,hhmmss.sss,heading,T,roll,pitch,heave,` three sigmas, two flags: 11 or 12 fields. NovAtel OEM7 commands and logs, PASHR. */
export const decodePashr = (fields: Fields): Pashr => {
  letter(fields, 3, 'T')
  decimal(fields, 6, { min: -1000, max: 1000 })
  for (const index of [7, 8]) decimal(fields, index, sigmaRange)
  for (const index of [10, 11]) whole(fields, index, { min: 0, max: 9 })
  const hasFix = whole(fields, 10, { min: 0, max: 9 }) !== 0
  const said = {
    headingTrueDeg: decimal(fields, 2, headingRange),
    rollDeg: decimal(fields, 4, { min: -180, max: 180 }),
    pitchDeg: decimal(fields, 5, { min: -90, max: 90 }),
    headingSigmaDeg: decimal(fields, 9, sigmaRange),
  }
  const none = { headingTrueDeg: undefined, headingSigmaDeg: undefined }
  return { kind: 'pashr', timeOfDayMs: timeOfDayMs(fields, 1), ...said, ...(hasFix ? {} : none) }
}
