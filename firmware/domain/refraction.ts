import { toRad } from '../../hal/units.ts'

/** Radio refractivity at sea level and the height in which it falls to 1/e: the world's mean (ITU-R P.453-14, equation 10). */
const SURFACE_REFRACTIVITY = 315
const SCALE_HEIGHT_M = 7_350
/** The refractivity of Sæmundsson's optical formula. */
const OPTICAL_REFRACTIVITY = 295

/**
 * How much higher than its true place a satellite seems, degrees, for radio waves in the mean atmosphere: Sæmundsson's
 * formula (Meeus, Astronomical Algorithms, 16.4), scaled from light to radio. Within 0.01° above 10° of true elevation,
 * where weather matters little; below −1° nothing is said (0).
 */
export const refractionDeg = (elevationDeg: number, heightM: number): number => {
  if (elevationDeg < -1) return 0
  const opticalMinutes = 1.02 / Math.tan(toRad(elevationDeg + 10.3 / (elevationDeg + 5.11)))
  const refractivity = SURFACE_REFRACTIVITY * Math.exp(-heightM / SCALE_HEIGHT_M)
  return (Math.max(0, opticalMinutes) / 60) * (refractivity / OPTICAL_REFRACTIVITY)
}
