import { angleDegAt, cmAt } from './payload.ts'

/** Velocity over ground. */
export interface UbxVelocity {
  kind: 'velocity'
  iTowMs: number
  speedMps: number
  /** 0 to 360. */
  courseTrueDeg: number
  climbMps: number
  speedSigmaMps: number
  courseSigmaDeg: number
}

/** NAV-VELNED, 36 bytes. u-blox M8 (UBX-13003221), UBX-NAV-VELNED (0x01 0x12). */
export const decodeVelocity = (payload: Buffer): UbxVelocity | string => {
  const courseTrueDeg = angleDegAt(payload, 24)
  if (Math.abs(courseTrueDeg) > 360) return 'no course'
  return {
    kind: 'velocity',
    iTowMs: payload.readUInt32LE(0),
    speedMps: payload.readUInt32LE(20) / 100,
    courseTrueDeg: (courseTrueDeg + 360) % 360,
    climbMps: -cmAt(payload, 12),
    speedSigmaMps: payload.readUInt32LE(28) / 100,
    courseSigmaDeg: payload.readUInt32LE(32) / 1e5,
  }
}
