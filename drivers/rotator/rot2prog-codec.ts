import type { MountPosition } from './rotator.ts'

/** Length of a reply: `57 H1 H2 H3 H4 PH V1 V2 V3 V4 PV 20`, digits as bytes 0 to 9. SPID Rot2Prog protocol, "Status command". */
export const REPLY_BYTES = 12

const START = 0x57
const END = 0x20
const command = { stop: 0x0f, status: 0x1f, set: 0x2f } as const
/** Angles are sent with a full turn added, so that none is negative. */
const OFFSET_DEG = 360
const MAX_STEPS_PER_DEG = 10

/** Steps a degree of the two axes, as the controller is set up: 1, 2, 4 or 10. */
export interface StepsPerDeg {
  azimuth: number
  elevation: number
}

/** A reply: where the mount is, and how it counts. */
export interface Rot2progReply {
  position: MountPosition
  stepsPerDeg: StepsPerDeg
}

/** Three digits and a tenth; `undefined` when one is no digit. */
const angleDeg = (bytes: Uint8Array, at: number): number | undefined => {
  const digits = [0, 1, 2, 3].map((index) => bytes[at + index] ?? 255)
  if (digits.some((digit) => digit > 9)) return undefined
  const [hundreds = 0, tens = 0, ones = 0, tenths = 0] = digits
  return Math.round((100 * hundreds + 10 * tens + ones - OFFSET_DEG) * 10 + tenths) / 10
}

const stepsAt = (bytes: Uint8Array, at: number): number | undefined => {
  const steps = bytes[at] ?? 0
  return steps >= 1 && steps <= MAX_STEPS_PER_DEG ? steps : undefined
}

/** A whole reply; `undefined` when the bytes are none: there is no checksum, only its frame and its digits. */
export const decodeReply = (bytes: Uint8Array): Rot2progReply | undefined => {
  if (bytes.length !== REPLY_BYTES || bytes[0] !== START || bytes[REPLY_BYTES - 1] !== END) return undefined
  const [azimuthDeg, elevationDeg] = [angleDeg(bytes, 1), angleDeg(bytes, 6)]
  const [azimuth, elevation] = [stepsAt(bytes, 5), stepsAt(bytes, 10)]
  if (azimuthDeg === undefined || elevationDeg === undefined || !azimuth || !elevation) return undefined
  return { position: { azimuthDeg, elevationDeg }, stepsPerDeg: { azimuth, elevation } }
}

const digitsOf = (deg: number, stepsPerDeg: number): number[] =>
  Array.from(String(Math.round(stepsPerDeg * (deg + OFFSET_DEG))).padStart(4, '0'), (digit) => digit.charCodeAt(0))

/** The set-point in the controller's own steps: it goes by its set-up, whatever the command says of them. */
export const encodeSetPoint = ({ azimuthDeg, elevationDeg }: MountPosition, steps: StepsPerDeg): Uint8Array =>
  Uint8Array.of(
    START,
    ...digitsOf(azimuthDeg, steps.azimuth),
    steps.azimuth,
    ...digitsOf(elevationDeg, steps.elevation),
    steps.elevation,
    command.set,
    END,
  )

const bare = (code: number): Uint8Array => Uint8Array.of(START, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, code, END)

/** Asks for the position; the stop is answered alike. */
export const positionQuery = bare(command.status)
export const stopCommand = bare(command.stop)
