import { toRad } from '../../hal/units.ts'
import type { LookAngle } from './geodesy.ts'

/** Signal-to-noise ratio at the reference range in the zenith, as a ratio: 10 dB. */
const REFERENCE_SNR = 10
/** A phased array looking up loses with its scan angle: between cos^1.2 and cos^1.5 (Mailloux, Phased Array Antenna Handbook). */
const SCAN_EXPONENT = 1.2

/** What a satellite can carry at a look angle, bits a second and hertz (Shannon); 0 below the horizon. */
export const capacityOf = ({ elevationDeg, rangeKm }: LookAngle, referenceRangeKm: number): number => {
  if (elevationDeg <= 0) return 0
  const rangeGain = (referenceRangeKm / rangeKm) ** 2
  return Math.log2(1 + REFERENCE_SNR * rangeGain * Math.sin(toRad(elevationDeg)) ** SCAN_EXPONENT)
}
