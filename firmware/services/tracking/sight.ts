import { toRad, wrap180Deg } from '../../../hal/units.ts'
import type { Warmth } from '../../domain/bias-filter.ts'
import { type Attitude, bodyDirection, type Direction, type Mounting, mountDirection } from '../../domain/frames.ts'
import type { SatelliteAhead } from '../../plan/aim.ts'
import type { LearningSight } from '../../plan/bias-learning.ts'

/** What the line of sight to a satellite is worked out from. */
interface SightFrom {
  ahead: SatelliteAhead
  attitude: Attitude
  mounting: Mounting
  bias: Mounting
  warmth: Warmth
  satellite: string
}

/** Slower than this across the sky, degrees a second, its place does not depend on time: it is geostationary. */
const SLOWEST_DEG_PER_S = 0.01

/** What a station-keeping manoeuvre comes to within a day, seen from the ground, one sigma. */
const MANOEUVRED_DEG = 0.6

/** The satellite as the terminal sees it: in its own axes, and how it moves across the line of sight. */
export const sightOf = ({ ahead, attitude, mounting, bias, warmth, satellite }: SightFrom): LearningSight => {
  const inTerminal = (sky: Direction): Direction =>
    mountDirection(mountDirection(bodyDirection(sky, attitude), mounting), bias)
  const direction = inTerminal(ahead.now)
  const lead = inTerminal(ahead.lead)
  const leadS = ahead.leadMs / 1000
  const rate = {
    azimuthDeg: (wrap180Deg(lead.azimuthDeg - direction.azimuthDeg) * Math.cos(toRad(direction.elevationDeg))) / leadS,
    elevationDeg: (lead.elevationDeg - direction.elevationDeg) / leadS,
  }
  const degPerS = Math.hypot(rate.azimuthDeg, rate.elevationDeg)
  const aheadS = (deg: number): number => (degPerS < SLOWEST_DEG_PER_S ? 0 : deg / degPerS)
  const sigmas = { aheadSigmaS: aheadS(ahead.sigmaDeg), manoeuvredSigmaS: aheadS(MANOEUVRED_DEG) }
  return { satellite, warmth, direction, rate, rangeKm: ahead.rangeKm, ...sigmas }
}
