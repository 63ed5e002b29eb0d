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
  /** Of the vehicle, by the receiver's own inertial fusion. */
  headingTrueDeg: number | undefined
}

const VALID_DATE_AND_TIME = 3
/** u-blox 6 and 7 stop before the heading of the vehicle. */
const OLD_PVT_BYTES = 84

const within360 = (deg: number): number => (deg + 360) % 360

/** NAV-PVT, 84 or 92 bytes. u-blox M8 (UBX-13003221), UBX-NAV-PVT (0x01 0x07); u-blox 7 (GPS.G7-SW-12001) §36.9. */
export const decodePvt = (payload: Buffer): UbxPvt | string => {
  const flags = payload[21] as number
  const lonDeg = degAt(payload, 24)
  const latDeg = degAt(payload, 28)
  const courseTrueDeg = angleDegAt(payload, 64)
  const headingTrueDeg = payload.length > OLD_PVT_BYTES && flags & 0x20 ? angleDegAt(payload, 84) : undefined
  if (!isPlace(latDeg, lonDeg)) return 'no place on earth'
  if (Math.abs(courseTrueDeg) > 360 || Math.abs(headingTrueDeg ?? 0) > 360) return 'no course'
  const isTimeValid = ((payload[11] as number) & VALID_DATE_AND_TIME) === VALID_DATE_AND_TIME
  return {
    kind: 'pvt',
    iTowMs: payload.readUInt32LE(0),
    isHighRate: false,
    utcMs: isTimeValid ? utcAt(payload, 4, 16) : undefined,
    fix: fixKindOf({
      fixType: payload[20] as number,
      isOk: (flags & 1) === 1,
      isDifferential: (flags & 2) !== 0,
      carrier: flags >> 6,
    }),
    latDeg,
    lonDeg,
    heightM: mmAt(payload, 32),
    heightMslM: mmAt(payload, 36),
    speedMps: Math.abs(mmAt(payload, 60)),
    courseTrueDeg: within360(courseTrueDeg),
    climbMps: -mmAt(payload, 56),
    horizontalSigmaM: payload.readUInt32LE(40) / 1000,
    verticalSigmaM: payload.readUInt32LE(44) / 1000,
    speedSigmaMps: payload.readUInt32LE(68) / 1000,
    courseSigmaDeg: payload.readUInt32LE(72) / 1e5,
    satellitesUsed: payload[23] as number,
    headingTrueDeg: headingTrueDeg === undefined ? undefined : within360(headingTrueDeg),
  }
}

/** HNR-PVT, 72 bytes, up to 30 Hz. u-blox M8 (UBX-13003221), UBX-HNR-PVT (0x28 0x00). */
export const decodeHighRatePvt = (payload: Buffer): UbxPvt | string => {
  const flags = payload[17] as number
  const lonDeg = degAt(payload, 20)
  const latDeg = degAt(payload, 24)
  const courseTrueDeg = angleDegAt(payload, 44)
  const headingTrueDeg = angleDegAt(payload, 48)
  if (!isPlace(latDeg, lonDeg)) return 'no place on earth'
  if (Math.abs(courseTrueDeg) > 360 || Math.abs(headingTrueDeg) > 360) return 'no course'
  const isTimeValid = ((payload[11] as number) & VALID_DATE_AND_TIME) === VALID_DATE_AND_TIME
  return {
    kind: 'pvt',
    iTowMs: payload.readUInt32LE(0),
    isHighRate: true,
    utcMs: isTimeValid ? utcAt(payload, 4, 12) : undefined,
    fix: fixKindOf({
      fixType: payload[16] as number,
      isOk: (flags & 1) === 1,
      isDifferential: (flags & 2) !== 0,
      carrier: 0,
    }),
    latDeg,
    lonDeg,
    heightM: mmAt(payload, 28),
    heightMslM: mmAt(payload, 32),
    speedMps: Math.abs(mmAt(payload, 36)),
    courseTrueDeg: within360(courseTrueDeg),
    climbMps: undefined,
    horizontalSigmaM: payload.readUInt32LE(52) / 1000,
    verticalSigmaM: payload.readUInt32LE(56) / 1000,
    speedSigmaMps: payload.readUInt32LE(60) / 1000,
    courseSigmaDeg: payload.readUInt32LE(64) / 1e5,
    satellitesUsed: undefined,
    headingTrueDeg: flags & 0x10 ? within360(headingTrueDeg) : undefined,
  }
}
