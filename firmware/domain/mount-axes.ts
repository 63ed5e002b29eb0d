import { toDeg, toRad, wrap180Deg, wrap360Deg } from '../../hal/units.ts'
import { type AxisAbility, moveTimeS } from './axis-move.ts'
import type { Direction } from './frames.ts'

type Range = readonly [min: number, max: number]

/** Rates of a mount's axes, degrees a second, azimuth clockwise positive. */
export interface Rates {
  azimuthDegPerS: number
  elevationDegPerS: number
}

/** Accelerations of a mount's axes, degrees a second squared. */
export interface Accelerations {
  azimuthDegPerS2: number
  elevationDegPerS2: number
}

/** What a mount can do, in its own axes. */
export interface MountLimits {
  /** From end stop to end stop: more than 360° where the cable has over-travel. */
  azimuthDeg: Range
  /** Beyond 90° where the mount can lean over backwards. */
  elevationDeg: Range
  maxRateDegPerS: Rates
  maxAccelerationDegPerS2: Accelerations
}

/** How the axes stand: azimuth unwrapped, elevation 0 to 180. */
export interface MountAngles {
  azimuthDeg: number
  elevationDeg: number
}

/** How a mount stands, and on which side: flipped, it looks backwards, with its elevation over 90°. */
export interface MountStand extends MountAngles {
  isFlipped: boolean
}

/** Azimuth's and elevation's ability, one by one. */
export const abilitiesOf = ({ maxRateDegPerS, maxAccelerationDegPerS2 }: MountLimits) => ({
  azimuth: {
    maxDegPerS: maxRateDegPerS.azimuthDegPerS,
    maxDegPerS2: maxAccelerationDegPerS2.azimuthDegPerS2,
  } satisfies AxisAbility,
  elevation: {
    maxDegPerS: maxRateDegPerS.elevationDegPerS,
    maxDegPerS2: maxAccelerationDegPerS2.elevationDegPerS2,
  } satisfies AxisAbility,
})

/** Seconds from rest to rest, both axes at once. */
export const slewTimeS = (from: MountAngles, to: MountAngles, limits: MountLimits): number => {
  const { azimuth, elevation } = abilitiesOf(limits)
  return Math.max(
    moveTimeS(to.azimuthDeg - from.azimuthDeg, azimuth),
    moveTimeS(to.elevationDeg - from.elevationDeg, elevation),
  )
}

/** How far a position lies beyond a range; 0 within. */
export const beyond = (deg: number, [min, max]: Range): number => Math.max(0, min - deg, deg - max)

/** Brings a position into a range. */
export const clampTo = (deg: number, [min, max]: Range): number => Math.min(max, Math.max(min, deg))

/** How the axes stand for a direction, on one side of the mount and in the turn nearest to an azimuth. */
export const standNear = (direction: Direction, near: { azimuthDeg: number; isFlipped: boolean }): MountStand => {
  const { isFlipped } = near
  const wantedDeg = isFlipped ? direction.azimuthDeg + 180 : direction.azimuthDeg
  return {
    azimuthDeg: near.azimuthDeg + wrap180Deg(wantedDeg - near.azimuthDeg),
    elevationDeg: isFlipped ? 180 - direction.elevationDeg : direction.elevationDeg,
    isFlipped,
  }
}

/** Every way to look in a direction within the limits: the turns of the cable, and over the top. */
export const standsFor = (direction: Direction, { azimuthDeg, elevationDeg }: MountLimits): MountStand[] =>
  [false, true].flatMap((isFlipped) => {
    const [min, max] = azimuthDeg
    const first = standNear(direction, { azimuthDeg: min + 180, isFlipped })
    if (beyond(first.elevationDeg, elevationDeg) > 0) return []
    const turns = Math.max(0, Math.floor((max - first.azimuthDeg) / 360) + 1)
    return Array.from({ length: turns }, (_, turn) => ({ ...first, azimuthDeg: first.azimuthDeg + 360 * turn }))
  })

/** Where a mount looks that stands so. */
export const lookOf = ({ azimuthDeg, elevationDeg }: MountAngles): Direction =>
  elevationDeg > 90
    ? { azimuthDeg: wrap360Deg(azimuthDeg + 180), elevationDeg: 180 - elevationDeg }
    : { azimuthDeg: wrap360Deg(azimuthDeg), elevationDeg }

/** The elevation from which a direction is missed the least by a mount whose azimuth is so many degrees off, 0 to 180. */
export const bestElevationDeg = (elevationDeg: number, azimuthOffDeg: number): number => {
  const elevation = toRad(elevationDeg)
  return toDeg(Math.atan2(Math.sin(elevation), Math.cos(elevation) * Math.cos(toRad(azimuthOffDeg))))
}
