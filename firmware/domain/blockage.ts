import { toDeg, toRad } from '../../hal/units.ts'
import type { Direction } from './frames.ts'
import type { Blockage } from './route.ts'

/** Of a cutting whose file does not say how steep it is. */
const WALL_DEG = 30

/** Whether what stands there hides a direction of the sky from a train on a track of that bearing. */
export const hides = ({ kind, wallDeg }: Blockage, look: Direction, bearingDeg: number): boolean => {
  if (kind === 'tunnel') return true
  if (kind === 'canopy') return look.elevationDeg >= (wallDeg ?? 0)
  // Walls run along the track: what looks along them looks out.
  const across = Math.abs(Math.sin(toRad(look.azimuthDeg - bearingDeg)))
  return look.elevationDeg < toDeg(Math.atan(Math.tan(toRad(wallDeg ?? WALL_DEG)) * across))
}

/** The share of a normal distribution below z, to 1e-7 (Abramowitz and Stegun, 26.2.17). */
const below = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return z > 0 ? 1 - tail : tail
}

/** How likely a train is within a stretch when its place along the line is known to one sigma, 0 to 1. */
export const chanceWithin = (
  { fromKm, toKm }: Pick<Blockage, 'fromKm' | 'toKm'>,
  { chainageKm, sigmaKm }: { chainageKm: number; sigmaKm: number },
): number => {
  if (sigmaKm <= 0) return chainageKm >= fromKm && chainageKm <= toKm ? 1 : 0
  return Math.max(0, below((toKm - chainageKm) / sigmaKm) - below((fromKm - chainageKm) / sigmaKm))
}
