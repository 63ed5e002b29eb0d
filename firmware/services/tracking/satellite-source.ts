import type { Satellite } from '../../domain/elements.ts'
import { elementsSigmaDeg } from '../../domain/elements-age.ts'
import type { Geodetic, LookAngle } from '../../domain/geodesy.ts'
import { lookAtGeostationary, lookAtSatellite } from '../../domain/look-angle.ts'

/** A GEO satellite keeps its box. */
const GEOSTATIONARY_SIGMA_DEG = 0.05

/** What a terminal looks at, and from where. */
export interface FollowedSatellite {
  name: string
  noradId?: number
  /** One sigma of what is known of its place, degrees. */
  sigmaDegAt(utcMs: number): number
  lookAt(utcMs: number, observer: Geodetic): LookAngle | undefined
}

/** A geostationary satellite by its longitude. */
export const geostationary = (longitudeDeg: number): FollowedSatellite => ({
  name: `${Math.abs(longitudeDeg).toFixed(1)}°${longitudeDeg < 0 ? 'W' : 'E'}`,
  sigmaDegAt: () => GEOSTATIONARY_SIGMA_DEG,
  lookAt: (_utcMs, observer) => lookAtGeostationary(longitudeDeg, observer),
})

/** A satellite of a constellation by its elements. */
export const ofConstellation = (satellite: Satellite): FollowedSatellite => ({
  name: satellite.name,
  noradId: satellite.noradId,
  sigmaDegAt: (utcMs) => elementsSigmaDeg(utcMs - satellite.epochUtcMs),
  lookAt: (utcMs, observer) => lookAtSatellite(satellite, utcMs, observer),
})
