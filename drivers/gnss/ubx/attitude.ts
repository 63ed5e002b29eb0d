import { angleDegAt } from './payload.ts'

/** Attitude of the vehicle; body frame x forward, y right, z down. */
export interface UbxAttitude {
  kind: 'attitude'
  iTowMs: number
  headingTrueDeg: number | undefined
  headingSigmaDeg: number | undefined
  pitchDeg: number | undefined
  rollDeg: number | undefined
}

/** An accuracy of 0 says that the angle is not known, as before the alignment of the sensors. */
const known = (payload: Buffer, at: number, sigmaAt: number): number | undefined =>
  payload.readUInt32LE(sigmaAt) === 0 ? undefined : angleDegAt(payload, at)

/** NAV-ATT and HNR-ATT, 32 bytes. u-blox M8 (UBX-13003221), UBX-NAV-ATT (0x01 0x05), UBX-HNR-ATT (0x28 0x01). */
export const decodeAttitude = (payload: Buffer): UbxAttitude | string => {
  const headingTrueDeg = known(payload, 16, 28)
  const pitchDeg = known(payload, 12, 24)
  const rollDeg = known(payload, 8, 20)
  const isAngle = Math.abs(headingTrueDeg ?? 0) <= 360 && Math.abs(pitchDeg ?? 0) <= 90 && Math.abs(rollDeg ?? 0) <= 180
  if (!isAngle) return 'no attitude'
  return {
    kind: 'attitude',
    iTowMs: payload.readUInt32LE(0),
    headingTrueDeg: headingTrueDeg === undefined ? undefined : (headingTrueDeg + 360) % 360,
    headingSigmaDeg: headingTrueDeg === undefined ? undefined : payload.readUInt32LE(28) / 1e5,
    pitchDeg,
    rollDeg,
  }
}

/** From one antenna to the other, in the frame of north, east and down. */
export interface UbxRelativePosition {
  kind: 'relative-position'
  iTowMs: number
  /** Absent while the receiver says that it is not valid, for a base that does not move along, and in version 0 of the message. */
  headingTrueDeg: number | undefined
  headingSigmaDeg: number | undefined
  /** Of the line between the antennas, upwards positive. */
  pitchDeg: number | undefined
  lengthM: number | undefined
}

const OLD_BYTES = 40
/** Fix, relative position and heading are valid, and the base is an antenna of this vehicle: towards any other base the heading is that of a place far off. */
const HEADING_VALID = 0x125

/** NAV-RELPOSNED, 64 bytes, or 40 in version 0. u-blox F9 HPG 1.32 (UBX-22008968), UBX-NAV-RELPOSNED (0x01 0x3c). */
export const decodeRelativePosition = (payload: Buffer): UbxRelativePosition | string => {
  const none = { headingTrueDeg: undefined, headingSigmaDeg: undefined, pitchDeg: undefined, lengthM: undefined }
  const said = { kind: 'relative-position', iTowMs: payload.readUInt32LE(4) } as const
  if (payload.length === OLD_BYTES) return { ...said, ...none }
  const headingTrueDeg = angleDegAt(payload, 24)
  if (headingTrueDeg < 0 || headingTrueDeg > 360) return 'no heading'
  if ((payload.readUInt32LE(60) & HEADING_VALID) !== HEADING_VALID) return { ...said, ...none }
  const [north, east, down] = [8, 12, 16].map((at) => payload.readInt32LE(at)) as [number, number, number]
  return {
    ...said,
    headingTrueDeg: headingTrueDeg % 360,
    headingSigmaDeg: payload.readUInt32LE(52) / 1e5,
    pitchDeg: (Math.atan2(-down, Math.hypot(north, east)) * 180) / Math.PI,
    lengthM: (payload.readInt32LE(20) * 100 + payload.readInt8(35)) / 10_000,
  }
}

/** Rates and accelerations of the vehicle, free of gravity and of the sensors' biases. */
export interface UbxInertial {
  kind: 'inertial'
  iTowMs: number
  /** Body frame x, y, z; an axis that is not valid is absent. */
  rateDps: readonly (number | undefined)[]
  accelerationMps2: readonly (number | undefined)[]
}

/** ESF-INS, 36 bytes. u-blox M8 (UBX-13003221), UBX-ESF-INS (0x10 0x15). */
export const decodeInertial = (payload: Buffer): UbxInertial => {
  const valid = payload.readUInt32LE(0) >> 8
  const axis = (bit: number, at: number, scale: number): number | undefined =>
    valid & (1 << bit) ? payload.readInt32LE(at) / scale : undefined
  return {
    kind: 'inertial',
    iTowMs: payload.readUInt32LE(8),
    rateDps: [axis(0, 12, 1000), axis(1, 16, 1000), axis(2, 20, 1000)],
    accelerationMps2: [axis(3, 24, 100), axis(4, 28, 100), axis(5, 32, 100)],
  }
}
