import { positionAt, shortDate, timeOfDayMs } from './field-values.ts'
import { decimal, endOf, type Fields, letter, type Range, reject, startOf, textAt, whole } from './fields.ts'
import { ggaQualities, POSITION_MODES, qualityOfMode } from './quality.ts'
import type { Gga, Gll, Gns, Pubx00, Rmc, Vtg } from './sentence.ts'

const MPS_PER_KNOT = 1852 / 3600
const MPS_PER_KMH = 1 / 3.6

const courseRange: Range = { min: 0, max: 360 }
const knotsRange: Range = { min: 0, max: 2000 }
const kmhRange: Range = { min: 0, max: 4000 }
const altitudeRange: Range = { min: -10_000, max: 100_000 }
const separationRange: Range = { min: -200, max: 200 }
const satellitesRange: Range = { min: 0, max: 99 }
const dopRange: Range = { min: 0, max: 999 }
const ageRange: Range = { min: 0, max: 1e6 }
const variationRange: Range = { min: 0, max: 180 }
const sigmaRange: Range = { min: 0, max: 1e8 }
const qualityRange: Range = { min: 0, max: 8 }
const downRange: Range = { min: -1000, max: 1000 }

const scaled = (value: number | undefined, factor: number): number | undefined =>
  value === undefined ? undefined : value * factor

const LAST_OF_OLD_RMC = 11
const MODE_OR_DIRECTION = `EW${POSITION_MODES}`

/** The direction of the variation, then the mode; a Motorola leaves the direction out, so that its mode stands there. */
const rmcMode = (fields: Fields): string | undefined => {
  if (fields.count === LAST_OF_OLD_RMC + 1) {
    const last = letter(fields, LAST_OF_OLD_RMC, MODE_OR_DIRECTION)
    return last === 'E' ? undefined : last
  }
  letter(fields, LAST_OF_OLD_RMC, 'EW')
  return letter(fields, 12, POSITION_MODES)
}

/** RMC, 9 to 13 fields by version (NMEA 0183 2.0, 2.3, 4.10). u-blox M8 (UBX-13003221) §31.2, RMC. */
export const decodeRmc = (fields: Fields): Rmc => {
  const status = letter(fields, 2, 'ADV')
  const mode = rmcMode(fields)
  decimal(fields, 10, variationRange)
  const navigationalStatus = letter(fields, 13, 'SCUV')
  const { latDeg, lonDeg } = positionAt(fields, 3)
  return {
    kind: 'rmc',
    timeOfDayMs: timeOfDayMs(fields, 1),
    isValid: (status === 'A' || status === 'D') && mode !== 'N',
    quality: qualityOfMode(mode, navigationalStatus),
    latDeg,
    lonDeg,
    speedMps: scaled(decimal(fields, 7, knotsRange), MPS_PER_KNOT),
    courseTrueDeg: decimal(fields, 8, courseRange),
    date: shortDate(fields, 9),
  }
}

/** GGA, 14 fields. u-blox M8 (UBX-13003221) §31.2, GGA. */
export const decodeGga = (fields: Fields): Gga => {
  const quality = whole(fields, 6, qualityRange)
  letter(fields, 10, 'M')
  letter(fields, 12, 'M')
  decimal(fields, 13, ageRange)
  decimal(fields, 15, ageRange)
  const { latDeg, lonDeg } = positionAt(fields, 2)
  return {
    kind: 'gga',
    timeOfDayMs: timeOfDayMs(fields, 1),
    latDeg,
    lonDeg,
    isValid: quality === undefined ? undefined : quality > 0,
    quality: quality === undefined ? undefined : ggaQualities[quality - 1],
    satellitesUsed: whole(fields, 7, satellitesRange),
    hdop: decimal(fields, 8, dopRange),
    altitudeM: decimal(fields, 9, altitudeRange),
    geoidSeparationM: decimal(fields, 11, separationRange),
  }
}

/** The best mode letter of the systems in a GNS; N where none has a fix. */
const gnsMode = (fields: Fields, index: number): string | undefined => {
  let best: string | undefined
  for (let at = startOf(fields, index); at < endOf(fields, index); at++) {
    const mode = String.fromCharCode(fields.bytes[at] as number)
    if (!POSITION_MODES.includes(mode)) return reject(fields, index, 'not position modes')
    if (best === undefined || best === 'N') best = mode
  }
  return best
}

/** GNS, 12 or 13 fields; one mode letter a system, GPS first. u-blox M8 (UBX-13003221) §31.2, GNS. */
export const decodeGns = (fields: Fields): Gns => {
  const mode = gnsMode(fields, 6)
  decimal(fields, 11, ageRange)
  const navigationalStatus = letter(fields, 13, 'SCUV')
  const { latDeg, lonDeg } = positionAt(fields, 2)
  return {
    kind: 'gns',
    timeOfDayMs: timeOfDayMs(fields, 1),
    latDeg,
    lonDeg,
    isValid: mode !== undefined && mode !== 'N',
    quality: qualityOfMode(mode, navigationalStatus),
    satellitesUsed: whole(fields, 7, satellitesRange),
    hdop: decimal(fields, 8, dopRange),
    altitudeM: decimal(fields, 9, altitudeRange),
    geoidSeparationM: decimal(fields, 10, separationRange),
  }
}

/** GLL, 6 or 7 fields. u-blox M8 (UBX-13003221) §31.2, GLL. */
export const decodeGll = (fields: Fields): Gll => {
  const mode = letter(fields, 7, POSITION_MODES)
  const { latDeg, lonDeg } = positionAt(fields, 1)
  return {
    kind: 'gll',
    latDeg,
    lonDeg,
    timeOfDayMs: timeOfDayMs(fields, 5),
    isValid: letter(fields, 6, 'AV') === 'A' && mode !== 'N',
    quality: qualityOfMode(mode),
  }
}

/** VTG, 8 or 9 fields; km/h where knots are empty. u-blox M8 (UBX-13003221) §31.2, VTG. */
export const decodeVtg = (fields: Fields): Vtg => {
  letter(fields, 2, 'T')
  decimal(fields, 3, courseRange)
  letter(fields, 4, 'M')
  letter(fields, 6, 'N')
  letter(fields, 8, 'K')
  const mode = letter(fields, 9, POSITION_MODES)
  const fromKnots = scaled(decimal(fields, 5, knotsRange), MPS_PER_KNOT)
  const fromKmh = scaled(decimal(fields, 7, kmhRange), MPS_PER_KMH)
  const courseTrueDeg = decimal(fields, 1, courseRange)
  if (mode === 'N') return { kind: 'vtg', courseTrueDeg: undefined, speedMps: undefined }
  return { kind: 'vtg', courseTrueDeg, speedMps: fromKnots ?? fromKmh }
}

const navigationStates: ReadonlyMap<string, Pick<Pubx00, 'mode' | 'quality'>> = new Map([
  ['NF', { mode: 'none', quality: undefined }],
  ['DR', { mode: '2d', quality: 'estimated' }],
  ['G2', { mode: '2d', quality: 'autonomous' }],
  ['G3', { mode: '3d', quality: 'autonomous' }],
  ['D2', { mode: '2d', quality: 'differential' }],
  ['D3', { mode: '3d', quality: 'differential' }],
  // with satellites and dead reckoning together, which is a fix
  ['RK', { mode: '3d', quality: 'autonomous' }],
  ['TT', { mode: 'none', quality: undefined }],
])

/** PUBX,00, 20 fields. u-blox M8 (UBX-13003221) §31.3, PUBX,00. */
export const decodePubx00 = (fields: Fields): Pubx00 => {
  const state = navigationStates.get(textAt(fields, 8)) ?? reject(fields, 8, 'not a navigation status')
  const downMps = decimal(fields, 13, downRange)
  const { latDeg, lonDeg } = positionAt(fields, 3)
  return {
    kind: 'pubx00',
    timeOfDayMs: timeOfDayMs(fields, 2),
    latDeg,
    lonDeg,
    mode: state?.mode ?? 'none',
    quality: state?.quality,
    heightM: decimal(fields, 7, altitudeRange),
    horizontalSigmaM: decimal(fields, 9, sigmaRange),
    verticalSigmaM: decimal(fields, 10, sigmaRange),
    speedMps: scaled(decimal(fields, 11, kmhRange), MPS_PER_KMH),
    courseTrueDeg: decimal(fields, 12, courseRange),
    climbMps: scaled(downMps, -1),
    hdop: decimal(fields, 15, dopRange),
    satellitesUsed: whole(fields, 18, satellitesRange),
  }
}
