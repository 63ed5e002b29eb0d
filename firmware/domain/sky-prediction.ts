import type { ElementSet, Satellite } from './elements.ts'
import type { Geodetic } from './geodesy.ts'
import { lookAtSatellite } from './look-angle.ts'

/** The elevations of one satellite, predicted at equal steps. */
export interface PredictedElevations {
  noradId: number
  name: string
  elevationsDeg: readonly number[]
}

/** A satellite at 1,200 km climbs less than 0.13° a second below 30°: what is lower than the mask by this much does not rise within two minutes. */
const CANNOT_RISE_BY_DEG = 18

/** The satellites that are or may come above the mask within two minutes, with their elevations at `steps` times `stepS` apart, the first at `utcMs`. */
export const predictSky = (
  elements: ElementSet,
  from: { utcMs: number; observer: Geodetic; maskDeg: number },
  { steps, stepS }: { steps: number; stepS: number },
): PredictedElevations[] => {
  const near = elements.satellites.filter((satellite) => {
    const look = lookAtSatellite(satellite, from.utcMs, from.observer)
    return look !== undefined && look.elevationDeg >= from.maskDeg - CANNOT_RISE_BY_DEG
  })
  const elevationAt = (satellite: Satellite, step: number): number =>
    lookAtSatellite(satellite, from.utcMs + step * stepS * 1000, from.observer)?.elevationDeg ?? -90
  return near.map((satellite) => ({
    noradId: satellite.noradId,
    name: satellite.name,
    elevationsDeg: Array.from({ length: steps }, (_, step) => elevationAt(satellite, step)),
  }))
}
