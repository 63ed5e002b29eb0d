import {
  decimal,
  type Fields,
  latitudeDeg,
  letter,
  longitudeDeg,
  type Range,
  reject,
  shortDate,
  timeOfDayMs,
  whole,
} from './fields.ts'
import type { Gga, Gll, Gns, Rmc, Vtg } from './sentence.ts'

const MPS_PER_KNOT = 1852 / 3600
const MPS_PER_KMH = 1 / 3.6
const POSITION_MODES = 'ADEFMNPRS'

const courseRange: Range = { min: 0, max: 360 }
const knotsRange: Range = { min: 0, max: 2000 }
const kmhRange: Range = { min: 0, max: 4000 }
const altitudeRange: Range = { min: -10_000, max: 100_000 }
const separationRange: Range = { min: -200, max: 200 }
const satellitesRange: Range = { min: 0, max: 99 }
const dopRange: Range = { min: 0, max: 999 }
const ageRange: Range = { min: 0, max: 1e6 }

const position = (fields: Fields, index: number): { latDeg: number | undefined; lonDeg: number | undefined } => {
  const latDeg = latitudeDeg(fields, index)
  const lonDeg = longitudeDeg(fields, index + 2)
  if ((latDeg === undefined) !== (lonDeg === undefined)) reject(fields, index, 'half a position')
  return { latDeg, lonDeg }
}

const scaled = (value: number | undefined, factor: number): number | undefined =>
  value === undefined ? undefined : value * factor

/** RMC, 11 to 13 fields by version (NMEA 0183 2.0, 2.3, 4.10). u-blox M8 §31.2.14. */
export const decodeRmc = (fields: Fields): Rmc => {
  const status = letter(fields, 2, 'AV')
  const mode = letter(fields, 12, POSITION_MODES)
  decimal(fields, 10, { min: 0, max: 180 })
  letter(fields, 11, 'EW')
  letter(fields, 13, 'SCUV')
  return {
    kind: 'rmc',
    timeOfDayMs: timeOfDayMs(fields, 1),
    isValid: status === 'A' && mode !== 'N',
    ...position(fields, 3),
    speedMps: scaled(decimal(fields, 7, knotsRange), MPS_PER_KNOT),
    courseTrueDeg: decimal(fields, 8, courseRange),
    date: shortDate(fields, 9),
  }
}

/** GGA, 14 fields. u-blox M8 §31.2.4. */
export const decodeGga = (fields: Fields): Gga => {
  letter(fields, 10, 'M')
  letter(fields, 12, 'M')
  decimal(fields, 13, ageRange)
  return {
    kind: 'gga',
    timeOfDayMs: timeOfDayMs(fields, 1),
    ...position(fields, 2),
    quality: whole(fields, 6, { min: 0, max: 8 }),
    satellitesUsed: whole(fields, 7, satellitesRange),
    hdop: decimal(fields, 8, dopRange),
    altitudeM: decimal(fields, 9, altitudeRange),
    geoidSeparationM: decimal(fields, 11, separationRange),
  }
}

const hasFixInMode = (fields: Fields, index: number): boolean => {
  const modes = fields.parts[index] ?? ''
  if (!/^[ADEFMNPRS]*$/.test(modes)) reject(fields, index, 'not position modes')
  return /[^N]/.test(modes)
}

/** GNS, 12 or 13 fields; one mode letter a system, GPS first. u-blox M8 §31.2.6. */
export const decodeGns = (fields: Fields): Gns => {
  decimal(fields, 11, ageRange)
  letter(fields, 13, 'SCUV')
  return {
    kind: 'gns',
    timeOfDayMs: timeOfDayMs(fields, 1),
    ...position(fields, 2),
    isValid: hasFixInMode(fields, 6),
    satellitesUsed: whole(fields, 7, satellitesRange),
    hdop: decimal(fields, 8, dopRange),
    altitudeM: decimal(fields, 9, altitudeRange),
    geoidSeparationM: decimal(fields, 10, separationRange),
  }
}

/** GLL, 6 or 7 fields. u-blox M8 §31.2.5. */
export const decodeGll = (fields: Fields): Gll => {
  const mode = letter(fields, 7, POSITION_MODES)
  return {
    kind: 'gll',
    ...position(fields, 1),
    timeOfDayMs: timeOfDayMs(fields, 5),
    isValid: letter(fields, 6, 'AV') === 'A' && mode !== 'N',
  }
}

/** VTG, 8 or 9 fields; km/h where knots are empty. u-blox M8 §31.2.19. */
export const decodeVtg = (fields: Fields): Vtg => {
  letter(fields, 2, 'T')
  decimal(fields, 3, courseRange)
  letter(fields, 4, 'M')
  letter(fields, 6, 'N')
  letter(fields, 8, 'K')
  letter(fields, 9, POSITION_MODES)
  const fromKnots = scaled(decimal(fields, 5, knotsRange), MPS_PER_KNOT)
  const fromKmh = scaled(decimal(fields, 7, kmhRange), MPS_PER_KMH)
  return { kind: 'vtg', courseTrueDeg: decimal(fields, 1, courseRange), speedMps: fromKnots ?? fromKmh }
}
