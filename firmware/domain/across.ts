import { toDeg, toRad } from '../../hal/units.ts'
import type { Across } from './bias-filter.ts'
import type { Direction } from './frames.ts'

/** How far a direction lies beside another of the same frame, across the line of sight; for some degrees, not for half the sky. */
export const acrossOf = (direction: Direction, from: Direction): Across => {
  const turned = toRad(direction.azimuthDeg - from.azimuthDeg)
  const [up, level] = [toRad(direction.elevationDeg), toRad(from.elevationDeg)]
  return {
    azimuthDeg: toDeg(Math.asin(Math.cos(up) * Math.sin(turned))),
    elevationDeg: toDeg(Math.asin(Math.sin(up) * Math.cos(level) - Math.cos(up) * Math.sin(level) * Math.cos(turned))),
  }
}
