import { degAt, isPlace, mmAt } from './payload.ts'

/** A position without a word on whether it is one: NAV-STATUS, NAV-SOL or NAV-PVT of the same epoch say that. */
export interface UbxPosition {
  kind: 'position'
  iTowMs: number
  latDeg: number
  lonDeg: number
  heightM: number
  heightMslM: number
  horizontalSigmaM: number
  verticalSigmaM: number
  /** With a resolution below a millimetre. */
  isPrecise: boolean
}

const NO_PLACE = 'no place on earth'

/** NAV-POSLLH, 28 bytes. u-blox M8 (UBX-13003221), UBX-NAV-POSLLH (0x01 0x02). */
export const decodePosition = (payload: Buffer): UbxPosition | string => {
  const lonDeg = degAt(payload, 4)
  const latDeg = degAt(payload, 8)
  if (!isPlace(latDeg, lonDeg)) return NO_PLACE
  return {
    kind: 'position',
    iTowMs: payload.readUInt32LE(0),
    latDeg,
    lonDeg,
    heightM: mmAt(payload, 12),
    heightMslM: mmAt(payload, 16),
    horizontalSigmaM: payload.readUInt32LE(20) / 1000,
    verticalSigmaM: payload.readUInt32LE(24) / 1000,
    isPrecise: false,
  }
}

const preciseDegAt = (payload: Buffer, at: number, fineAt: number): number =>
  (payload.readInt32LE(at) * 100 + payload.readInt8(fineAt)) / 1e9

const preciseMmAt = (payload: Buffer, at: number, fineAt: number): number =>
  (payload.readInt32LE(at) * 10 + payload.readInt8(fineAt)) / 10_000

/** NAV-HPPOSLLH, 36 bytes. u-blox F9 HPG 1.32 (UBX-22008968), UBX-NAV-HPPOSLLH (0x01 0x14). */
export const decodePrecisePosition = (payload: Buffer): UbxPosition | string => {
  const isInvalid = ((payload[3] as number) & 1) === 1
  const lonDeg = preciseDegAt(payload, 8, 24)
  const latDeg = preciseDegAt(payload, 12, 25)
  if (isInvalid) return 'says itself that it is invalid'
  if (!isPlace(latDeg, lonDeg)) return NO_PLACE
  return {
    kind: 'position',
    iTowMs: payload.readUInt32LE(4),
    latDeg,
    lonDeg,
    heightM: preciseMmAt(payload, 16, 26),
    heightMslM: preciseMmAt(payload, 20, 27),
    horizontalSigmaM: payload.readUInt32LE(28) / 10_000,
    verticalSigmaM: payload.readUInt32LE(32) / 10_000,
    isPrecise: true,
  }
}
