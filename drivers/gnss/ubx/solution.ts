import type { InterferenceLevel } from '../gnss.ts'
import { fixKindOf, type UbxFixKind } from './fix-kind.ts'
import { interferenceLevel } from './levels.ts'
import { cmAt } from './payload.ts'

/** x, y, z, metres or m/s. */
export type Ecef = readonly [x: number, y: number, z: number]

/** Kind of fix, GPS time, and position and velocity in the earth's frame. */
export interface UbxSolution {
  kind: 'solution'
  iTowMs: number
  /** Weeks since 1980-01-06, and the rest of the time of week below a millisecond; absent while not valid. */
  gpsTime: { week: number; fractionMs: number } | undefined
  fix: UbxFixKind
  positionEcefM: Ecef
  velocityEcefMps: Ecef
  /** In space. */
  positionSigmaM: number
  speedSigmaMps: number
  satellitesUsed: number
}

const VALID_WEEK_AND_TIME = 0x0c

const ecefAt = (payload: Buffer, at: number): Ecef => [cmAt(payload, at), cmAt(payload, at + 4), cmAt(payload, at + 8)]

/** NAV-SOL, 52 bytes; up to u-blox 8. u-blox M8 (UBX-13003221), UBX-NAV-SOL (0x01 0x06). */
export const decodeSolution = (payload: Buffer): UbxSolution | string => {
  const flags = payload[11] as number
  const isTimeValid = (flags & VALID_WEEK_AND_TIME) === VALID_WEEK_AND_TIME
  return {
    kind: 'solution',
    iTowMs: payload.readUInt32LE(0),
    gpsTime: isTimeValid ? { week: payload.readUInt16LE(8), fractionMs: payload.readInt32LE(4) / 1e6 } : undefined,
    fix: fixKindOf({
      fixType: payload[10] as number,
      isOk: (flags & 1) === 1,
      isDifferential: (flags & 2) !== 0,
      carrier: 0,
    }),
    positionEcefM: ecefAt(payload, 12),
    velocityEcefMps: ecefAt(payload, 28),
    positionSigmaM: payload.readUInt32LE(24) / 100,
    speedSigmaMps: payload.readUInt32LE(40) / 100,
    satellitesUsed: payload[47] as number,
  }
}

/** Position in the earth's frame, without a word on whether it is one. */
export interface UbxEcefPosition {
  kind: 'ecef-position'
  iTowMs: number
  positionEcefM: Ecef
  positionSigmaM: number
}

/** NAV-POSECEF, 20 bytes. u-blox M8 (UBX-13003221), UBX-NAV-POSECEF (0x01 0x01). */
export const decodeEcefPosition = (payload: Buffer): UbxEcefPosition => ({
  kind: 'ecef-position',
  iTowMs: payload.readUInt32LE(0),
  positionEcefM: ecefAt(payload, 4),
  positionSigmaM: payload.readUInt32LE(16) / 100,
})

/** Velocity in the earth's frame. */
export interface UbxEcefVelocity {
  kind: 'ecef-velocity'
  iTowMs: number
  velocityEcefMps: Ecef
  speedSigmaMps: number
}

/** NAV-VELECEF, 20 bytes. u-blox M8 (UBX-13003221), UBX-NAV-VELECEF (0x01 0x11). */
export const decodeEcefVelocity = (payload: Buffer): UbxEcefVelocity => ({
  kind: 'ecef-velocity',
  iTowMs: payload.readUInt32LE(0),
  velocityEcefMps: ecefAt(payload, 4),
  speedSigmaMps: payload.readUInt32LE(16) / 100,
})

/** Kind of fix, and what it thinks of spoofing. */
export interface UbxStatus {
  kind: 'status'
  iTowMs: number
  fix: UbxFixKind
  spoofing: InterferenceLevel
}

/** NAV-STATUS, 16 bytes. u-blox M8 (UBX-13003221), UBX-NAV-STATUS (0x01 0x03). */
export const decodeStatus = (payload: Buffer): UbxStatus => {
  const flags = payload[5] as number
  return {
    kind: 'status',
    iTowMs: payload.readUInt32LE(0),
    fix: fixKindOf({
      fixType: payload[4] as number,
      isOk: (flags & 1) === 1,
      isDifferential: (flags & 2) !== 0,
      carrier: (payload[7] as number) >> 6,
    }),
    spoofing: interferenceLevel(((payload[7] as number) >> 3) & 3),
  }
}
