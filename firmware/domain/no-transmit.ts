import { wrap360Deg } from '../../hal/units.ts'
import type { Direction } from './frames.ts'
import { distanceM } from './geodesy.ts'

/** A part of the sky around the coach into which a terminal never transmits: a walkway, a neighbouring antenna. Body frame. */
export interface BodySector {
  name: string
  /** Clockwise from the nose; from above to, it runs over the nose; 360° apart, all round. */
  azimuthDeg: readonly [from: number, to: number]
  elevationDeg: readonly [from: number, to: number]
}

/** A place along the line where nobody transmits: a depot hall, a washing plant, a footbridge, an inspection platform. */
export interface NoTransmitZone {
  name: string
  latDeg: number
  lonDeg: number
  radiusM: number
}

/** How far a sector reaches clockwise, 0 to 360: the whole way round is not nothing. */
const spanDeg = ([from, to]: readonly [number, number]): number =>
  Math.abs(to - from) >= 360 ? 360 : wrap360Deg(to - from)

/** The sector that a beam looks into, widened by its half width; `undefined` when it looks into none. */
export const sectorOf = (
  sectors: readonly BodySector[],
  { azimuthDeg, elevationDeg }: Direction,
  marginDeg: number,
): BodySector | undefined =>
  sectors.find((sector) => {
    const [low, high] = sector.elevationDeg
    if (elevationDeg < low - marginDeg || elevationDeg > high + marginDeg) return false
    // Towards the zenith a degree of azimuth is less of an angle.
    const asideDeg = Math.min(180, marginDeg / Math.max(1e-3, Math.cos((elevationDeg * Math.PI) / 180)))
    const [from] = sector.azimuthDeg
    return wrap360Deg(azimuthDeg - from + asideDeg) <= spanDeg(sector.azimuthDeg) + 2 * asideDeg
  })

/** The zone that a train may be in, whose position is good to `uncertaintyM`; `undefined` when it is in none. */
export const zoneOf = (
  zones: readonly NoTransmitZone[],
  place: { latDeg: number; lonDeg: number },
  uncertaintyM: number,
): NoTransmitZone | undefined =>
  zones.find((zone) => distanceM({ ...zone, heightM: 0 }, { ...place, heightM: 0 }) <= zone.radiusM + uncertaintyM)
