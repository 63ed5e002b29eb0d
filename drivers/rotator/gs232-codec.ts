import type { MountPosition } from './rotator.ts'

/** What a GS-232 says. */
export type Gs232Reply = { kind: 'position'; position: MountPosition } | { kind: 'refused' }

// GS-232A manual §"C2": +0aaa+0eee. GS-232B manual §"C2": AZ=aaa EL=eee.
const POSITION = /^(?:\+0(\d{3})\+0(\d{3})|AZ=(\d{3})\s*EL=(\d{3}))$/

/** One line without its end; `undefined` when it is no reply of a GS-232. */
export const decodeReply = (line: string): Gs232Reply | undefined => {
  const text = line.trim()
  if (text.startsWith('?')) return { kind: 'refused' }
  const found = POSITION.exec(text)
  if (!found) return undefined
  const position = { azimuthDeg: Number(found[1] ?? found[3]), elevationDeg: Number(found[2] ?? found[4]) }
  return { kind: 'position', position }
}

const threeDigits = (deg: number): string => String(Math.round(deg)).padStart(3, '0')

/** `Waaa eee`: whole degrees, azimuth 0 to 450, elevation 0 to 180. */
export const encodeSetPoint = ({ azimuthDeg, elevationDeg }: MountPosition): string =>
  `W${threeDigits(azimuthDeg)} ${threeDigits(elevationDeg)}\r`

/** Asks for both axes. */
export const positionQuery = 'C2\r'

/** Stops both axes. */
export const stopCommand = 'S\r'
