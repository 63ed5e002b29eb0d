import { fixKindOf, type UbxFixKind } from './fix-kind.ts'
import { angleDegAt, degAt, isPlace, mmAt, utcAt } from './payload.ts'

/** Position, velocity and time in one. */
export interface UbxPvt {
  kind: 'pvt'
  iTowMs: number
  /** Of the high-rate output: whole in itself, between the epochs of the others. */
  isHighRate: boolean
  utcMs: number | undefined
  fix: UbxFixKind
  latDeg: number
  lonDeg: number
  heightM: number
  heightMslM: number
  speedMps: number
  /** 0 to 360. */
  courseTrueDeg: number
  climbMps: number | undefined
  horizontalSigmaM: number
  verticalSigmaM: number
  speedSigmaMps: number
  courseSigmaDeg: number
  satellitesUsed: number | undefined
  /** Of the vehicle, by the receiver's own inertial fusion; `courseSigmaDeg` is its accuracy too. */
  headingTrueDeg: number | undefined
}

/** Where a message has its fields. */
interface PvtLayout {
  nanosAt: number
  fixTypeAt: number
  flagsAt: number
  /** Longitude, latitude, height above the ellipsoid and above mean sea level. */
  placeAt: number
  speedAt: number
  courseAt: number
  headingAt: number
  headingValid: number
  /** Horizontal and vertical. */
  placeSigmaAt: number
  /** Of speed, and of course and heading. */
  motionSigmaAt: number
}

const VALID_DATE_AND_TIME = 3
/** u-blox 6 and 7 stop before the heading of the vehicle, and know no invalid places. */
const OLD_PVT_BYTES = 84
const INVALID_LLH = 1

const pvtLayout: PvtLayout = {
  ...{ nanosAt: 16, fixTypeAt: 20, flagsAt: 21, placeAt: 24, placeSigmaAt: 40, speedAt: 60, courseAt: 64 },
  ...{ motionSigmaAt: 68, headingAt: 84, headingValid: 0x20 },
}
const highRateLayout: PvtLayout = {
  ...{ nanosAt: 12, fixTypeAt: 16, flagsAt: 17, placeAt: 20, speedAt: 36, courseAt: 44, headingAt: 48 },
  ...{ placeSigmaAt: 52, motionSigmaAt: 60, headingValid: 0x10 },
}

const within360 = (deg: number): number => (deg + 360) % 360

/** What both messages tell; a reason when it cannot be. */
const decodeCommon = (payload: Buffer, layout: PvtLayout) => {
  const { placeAt, placeSigmaAt, motionSigmaAt } = layout
  const flags = payload[layout.flagsAt] as number
  const lonDeg = degAt(payload, placeAt)
  const latDeg = degAt(payload, placeAt + 4)
  const courseTrueDeg = angleDegAt(payload, layout.courseAt)
  const isHeading = payload.length > layout.headingAt && (flags & layout.headingValid) !== 0
  const headingTrueDeg = isHeading ? angleDegAt(payload, layout.headingAt) : undefined
  if (!isPlace(latDeg, lonDeg)) return 'no place on earth'
  if (Math.abs(courseTrueDeg) > 360 || Math.abs(headingTrueDeg ?? 0) > 360) return 'no course'
  const isTimeValid = ((payload[11] as number) & VALID_DATE_AND_TIME) === VALID_DATE_AND_TIME
  return {
    kind: 'pvt',
    iTowMs: payload.readUInt32LE(0),
    utcMs: isTimeValid ? utcAt(payload, 4, layout.nanosAt) : undefined,
    latDeg,
    lonDeg,
    heightM: mmAt(payload, placeAt + 8),
    heightMslM: mmAt(payload, placeAt + 12),
    speedMps: Math.abs(mmAt(payload, layout.speedAt)),
    courseTrueDeg: within360(courseTrueDeg),
    horizontalSigmaM: payload.readUInt32LE(placeSigmaAt) / 1000,
    verticalSigmaM: payload.readUInt32LE(placeSigmaAt + 4) / 1000,
    speedSigmaMps: payload.readUInt32LE(motionSigmaAt) / 1000,
    courseSigmaDeg: payload.readUInt32LE(motionSigmaAt + 4) / 1e5,
    headingTrueDeg: headingTrueDeg === undefined ? undefined : within360(headingTrueDeg),
  } as const
}

const fixKindIn = (
  payload: Buffer,
  { fixTypeAt, flagsAt }: PvtLayout,
  said: { isPlaceValid: boolean; carrier: number },
) => {
  const flags = payload[flagsAt] as number
  return fixKindOf({
    fixType: payload[fixTypeAt] as number,
    isOk: (flags & 1) === 1 && said.isPlaceValid,
    isDifferential: (flags & 2) !== 0,
    carrier: said.carrier,
  })
}

/**
 * NAV-PVT, 84 or 92 bytes; a place that `invalidLlh` takes back is no fix. u-blox M8 (UBX-13003221), UBX-NAV-PVT (0x01 0x07);
 * u-blox 7 (GPS.G7-SW-12001) §36.9; F9 HPG 1.32 (UBX-22008968), UBX-NAV-PVT, `flags3`.
 */
export const decodePvt = (payload: Buffer): UbxPvt | string => {
  const common = decodeCommon(payload, pvtLayout)
  if (typeof common === 'string') return common
  const isPlaceValid = payload.length <= OLD_PVT_BYTES || ((payload[78] as number) & INVALID_LLH) === 0
  return {
    ...common,
    isHighRate: false,
    fix: fixKindIn(payload, pvtLayout, { isPlaceValid, carrier: (payload[21] as number) >> 6 }),
    climbMps: -mmAt(payload, 56),
    satellitesUsed: payload[23] as number,
  }
}

/** HNR-PVT, 72 bytes, up to 30 Hz. u-blox M8 (UBX-13003221), UBX-HNR-PVT (0x28 0x00). */
export const decodeHighRatePvt = (payload: Buffer): UbxPvt | string => {
  const common = decodeCommon(payload, highRateLayout)
  if (typeof common === 'string') return common
  const fix = fixKindIn(payload, highRateLayout, { isPlaceValid: true, carrier: 0 })
  return { ...common, isHighRate: true, fix, climbMps: undefined, satellitesUsed: undefined }
}
