import type { Clock } from '../../hal/clock.ts'
import { toRad } from '../../hal/units.ts'

/** What a receiver shows where no carrier is: no modem reports less. */
export const NOISE_DB = -10

/** Range at which a constellation's clear-sky figure holds: a OneWeb satellite overhead. */
const REFERENCE_RANGE_KM = 1200
/** Elements of a flat array lose by the cosine of the scan angle to about this power; 1.2 to 1.5 is usual. */
const SCAN_EXPONENT = 1.3
const SNOW_DB_PER_S = 0.05
const MELT_DB_PER_S = 0.1
const SNOW_MAX_DB = 12

/** Loss of a beam that points `errorDeg` off, dB: 12 (θ/beam)², 3 dB at half the beamwidth. */
export const pointingLossDb = (errorDeg: number, beamwidthDeg: number): number => 12 * (errorDeg / beamwidthDeg) ** 2

/** Further free-space loss than at 1,200 km, dB. */
export const rangeLossDb = (rangeKm: number): number => 20 * Math.log10(rangeKm / REFERENCE_RANGE_KM)

/** Loss of a flat array whose beam is `bodyElevationDeg` above its plane, dB; bounded near the plane. */
export const scanLossDb = (bodyElevationDeg: number): number =>
  -10 * SCAN_EXPONENT * Math.log10(Math.max(0.05, Math.sin(toRad(bodyElevationDeg))))

/** Snow that lies on the array: grows 0.05 dB/s to 12 dB while the fault holds, melts at twice that rate after it. */
export const snowOnArray = (clock: Clock, faultAgeMs: (fault: string) => number | undefined): (() => number) => {
  let lossDb = 0
  let atMs = clock.nowMs()
  return () => {
    const passedMs = clock.nowMs() - atMs
    atMs = clock.nowMs()
    const ageMs = faultAgeMs('snow-on-array')
    const grownDb = ageMs === undefined ? -MELT_DB_PER_S * passedMs : SNOW_DB_PER_S * Math.min(passedMs, ageMs)
    lossDb = Math.min(SNOW_MAX_DB, Math.max(0, lossDb + grownDb / 1000))
    return lossDb
  }
}
