import { utcAt } from './payload.ts'

/** UTC of the epoch. */
export interface UbxUtc {
  kind: 'utc'
  iTowMs: number
  /** Absent while the receiver does not know the leap seconds. */
  utcMs: number | undefined
}

const VALID_UTC = 4

/** NAV-TIMEUTC, 20 bytes. u-blox M8 (UBX-13003221), UBX-NAV-TIMEUTC (0x01 0x21). */
export const decodeUtc = (payload: Buffer): UbxUtc => ({
  kind: 'utc',
  iTowMs: payload.readUInt32LE(0),
  utcMs: (payload[19] as number) & VALID_UTC ? utcAt(payload, 12, 8) : undefined,
})

/** GPS time of the epoch. */
export interface UbxGpsTime {
  kind: 'gps-time'
  iTowMs: number
  /** Weeks since 1980-01-06, and the rest of the time of week below a millisecond; absent while not valid. */
  gpsTime: { week: number; fractionMs: number } | undefined
  leapSeconds: number | undefined
}

/** NAV-TIMEGPS, 16 bytes. u-blox M8 (UBX-13003221), UBX-NAV-TIMEGPS (0x01 0x20). */
export const decodeGpsTime = (payload: Buffer): UbxGpsTime => {
  const valid = payload[11] as number
  return {
    kind: 'gps-time',
    iTowMs: payload.readUInt32LE(0),
    gpsTime:
      (valid & 3) === 3 ? { week: payload.readUInt16LE(8), fractionMs: payload.readInt32LE(4) / 1e6 } : undefined,
    leapSeconds: valid & 4 ? payload.readInt8(10) : undefined,
  }
}

/** Leap seconds between GPS time and UTC, and the next change. */
export interface UbxLeapSeconds {
  kind: 'leap-seconds'
  iTowMs: number
  leapSeconds: number | undefined
  /** Seconds until the next leap second, negative after it, and what it adds: 1, 0 or −1. */
  next: { inS: number; change: number } | undefined
}

/** NAV-TIMELS, 24 bytes. u-blox M8 (UBX-13003221), UBX-NAV-TIMELS (0x01 0x26). */
export const decodeLeapSeconds = (payload: Buffer): UbxLeapSeconds => {
  const valid = payload[23] as number
  return {
    kind: 'leap-seconds',
    iTowMs: payload.readUInt32LE(0),
    leapSeconds: valid & 1 ? payload.readInt8(9) : undefined,
    next: valid & 2 ? { inS: payload.readInt32LE(12), change: payload.readInt8(11) } : undefined,
  }
}

/** Nothing more comes for this epoch. */
export interface UbxEndOfEpoch {
  kind: 'end-of-epoch'
  iTowMs: number
}

/** NAV-EOE, 4 bytes; from u-blox 8. u-blox M8 (UBX-13003221), UBX-NAV-EOE (0x01 0x61). */
export const decodeEndOfEpoch = (payload: Buffer): UbxEndOfEpoch => ({
  kind: 'end-of-epoch',
  iTowMs: payload.readUInt32LE(0),
})
