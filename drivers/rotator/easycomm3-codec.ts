import type { MountPosition, MountTravel, RotatorStatus } from './rotator.ts'

/** One thing that an EasyComm II/III controller says. Manual: EasyComm standard II and III (Hamlib, `easycomm.txt`). */
export type EasycommReply =
  | { kind: 'azimuth'; deg: number }
  | { kind: 'elevation'; deg: number }
  | { kind: 'status'; bits: number }
  | { kind: 'errors'; bits: number }
  | { kind: 'version'; text: string }
  | { kind: 'input'; input: number; value: number }
  | { kind: 'alarm'; text: string }

/** What one line held: the replies in their order, and how many of its bytes belonged to none. */
export interface EasycommLine {
  replies: readonly EasycommReply[]
  discardedBytes: number
}

// Bits of the status register `GS`; several may be set.
const statusBit = { idle: 1, moving: 2, pointing: 4, error: 8 } as const

// Bits of the error register `GE`. The SatNOGS controllers number them otherwise: 1 is "no error" there.
const errorWords: readonly (readonly [bit: number, word: string])[] = [
  [1, 'sensor'],
  [2, 'jam'],
  [4, 'homing'],
]

/** What the status register says the mount does; an error outweighs all else. */
export const motionOf = (statusBits: number): RotatorStatus['motion'] => {
  if (statusBits & statusBit.error) return 'error'
  if (statusBits & statusBit.moving) return 'moving'
  return statusBits & statusBit.pointing ? 'pointing' : 'idle'
}

/** The error register in words. */
export const faultWords = (errorBits: number): string[] =>
  errorWords.filter(([bit]) => errorBits & bit).map(([, word]) => word)

// End switches and calibration let a mount read a little beyond its own limits.
const limitSlackDeg = 2

/** Whether a position is one that a mount of these limits cannot have: there is no checksum to tell by. */
export const isImpossible = (reply: EasycommReply, limits: MountTravel): boolean => {
  if (reply.kind !== 'azimuth' && reply.kind !== 'elevation') return false
  const [min, max] = reply.kind === 'azimuth' ? limits.azimuthDeg : limits.elevationDeg
  return reply.deg < min - limitSlackDeg || reply.deg > max + limitSlackDeg
}

const degrees = (text: string): number | undefined => (/^-?\d{1,3}(\.\d{1,3})?$/.test(text) ? Number(text) : undefined)
const register = (text: string): number | undefined => (/^\d{1,3}$/.test(text) ? Number(text) : undefined)

const decodeInput = (text: string): EasycommReply | undefined => {
  const found = /^(\d{1,2}),(\d{1,5})$/.exec(text)
  return found ? { kind: 'input', input: Number(found[1]), value: Number(found[2]) } : undefined
}

const decoders: Readonly<Record<string, (text: string) => EasycommReply | undefined>> = {
  AZ: (text) => {
    const deg = degrees(text)
    return deg === undefined ? undefined : { kind: 'azimuth', deg }
  },
  EL: (text) => {
    const deg = degrees(text)
    return deg === undefined ? undefined : { kind: 'elevation', deg }
  },
  GS: (text) => {
    const bits = register(text)
    return bits === undefined ? undefined : { kind: 'status', bits }
  },
  GE: (text) => {
    const bits = register(text)
    return bits === undefined ? undefined : { kind: 'errors', bits }
  },
  IP: decodeInput,
}

const decodeWord = (word: string): EasycommReply | undefined => decoders[word.slice(0, 2)]?.(word.slice(2))

/** Decodes one line without its line end. Alarm and version texts reach to its end, all else is separated by spaces. */
export const decodeLine = (line: string): EasycommLine => {
  const text = line.trim()
  if (text.startsWith('AL')) return { replies: [{ kind: 'alarm', text: text.slice(2).trim() }], discardedBytes: 0 }
  if (text.startsWith('VE')) return { replies: [{ kind: 'version', text: text.slice(2).trim() }], discardedBytes: 0 }
  const replies: EasycommReply[] = []
  let discardedBytes = 0
  for (const word of text.split(' ')) {
    const reply = decodeWord(word)
    if (reply) replies.push(reply)
    else discardedBytes += word.length
  }
  return { replies, discardedBytes }
}

/** Set-point of both axes, one decimal place; the controller does not acknowledge it. */
export const encodeSetPoint = ({ azimuthDeg, elevationDeg }: MountPosition): string =>
  `AZ${azimuthDeg.toFixed(1)} EL${elevationDeg.toFixed(1)}\n`

/** Velocities in mdeg/s: azimuth clockwise and elevation upwards positive, which is right and up on the wire. */
export const encodeVelocity = (azimuthMdegPerS: number, elevationMdegPerS: number): string => {
  const azimuth = `${azimuthMdegPerS < 0 ? 'VL' : 'VR'}${Math.abs(Math.round(azimuthMdegPerS))}`
  const elevation = `${elevationMdegPerS < 0 ? 'VD' : 'VU'}${Math.abs(Math.round(elevationMdegPerS))}`
  return `${azimuth} ${elevation}\n`
}

/** Stops both axes. */
export const stopCommand = 'SA SE\n'

/** Asks for position, status and errors at once. */
export const statusQuery = 'AZ EL GS GE\n'
