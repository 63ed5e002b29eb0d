import { wrap180Deg, wrap360Deg } from '../../hal/units.ts'
import type { MountPosition } from './rotator.ts'

/** What the far mount can do, from `dump_state`; azimuth may run from −180 or from 0. */
export interface RotctldRange {
  azimuthDeg: readonly [min: number, max: number]
  elevationDeg: readonly [min: number, max: number]
}

/** One line of an answer in the long form (`+`). Hamlib 4.5, rotctld(1), "Protocol". */
export type RotctldLine =
  | { kind: 'position'; axis: 'azimuthDeg' | 'elevationDeg'; deg: number }
  | { kind: 'limit'; axis: 'azimuthDeg' | 'elevationDeg'; end: 'min' | 'max'; deg: number }
  | { kind: 'result'; code: number }
  | { kind: 'other' }

const VALUE = /^(Minimum |Maximum )?(Azimuth|Elevation): (-?\d{1,4}(?:\.\d{1,9})?)$/
const RESULT = /^RPRT (-?\d{1,3})$/
/** What was asked is said again, and `dump_state` tells more than is needed. */
const OTHER = /^(?!Azimuth|Elevation|Minimum|Maximum)[A-Za-z_]+(?: [A-Za-z]+)*(?::| ?=)|^done$/

/** One line without its end; `undefined` for what no answer holds. */
export const decodeLine = (line: string): RotctldLine | undefined => {
  const value = VALUE.exec(line)
  if (value) {
    const axis = value[2] === 'Azimuth' ? 'azimuthDeg' : 'elevationDeg'
    const deg = Number(value[3])
    if (value[1] === undefined) return { kind: 'position', axis, deg }
    return { kind: 'limit', axis, end: value[1] === 'Minimum ' ? 'min' : 'max', deg }
  }
  const result = RESULT.exec(line)
  if (result) return { kind: 'result', code: Number(result[1]) }
  return OTHER.test(line) ? { kind: 'other' } : undefined
}

/** An azimuth of ours as the far mount counts, which may be −180 to 180. */
const farAzimuthDeg = (deg: number, [min, max]: RotctldRange['azimuthDeg']): number => {
  if (deg >= min && deg <= max) return deg
  const turned = [wrap360Deg(deg), wrap180Deg(deg)].find((candidate) => candidate >= min && candidate <= max)
  return turned ?? deg
}

/** `+P az el`, in the far mount's own range. */
export const encodeSetPoint = ({ azimuthDeg, elevationDeg }: MountPosition, range: RotctldRange): string =>
  `+P ${farAzimuthDeg(azimuthDeg, range.azimuthDeg).toFixed(2)} ${elevationDeg.toFixed(2)}\n`

/** Asks for the position, in the long form. */
export const positionQuery = '+p\n'
/** Stops both axes. */
export const stopCommand = '+S\n'
/** Asks what the mount can do. */
export const rangeQuery = '+\\dump_state\n'
