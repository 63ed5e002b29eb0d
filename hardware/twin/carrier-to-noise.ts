import type { Clock } from '../../hal/clock.ts'
import { toRad } from '../../hal/units.ts'

/** What a receiver shows where no carrier is: no modem reports less. */
export const NOISE_DB = -10

/** Range at which a constellation's clear-sky figure holds: a OneWeb satellite overhead. */
const REFERENCE_RANGE_KM = 1200
/** Elements of a flat array lose by the cosine of the scan angle to about this power; 1.2 to 1.5 is usual. */
const SCAN_EXPONENT = 1.3

/** Loss of a beam that points `errorDeg` off, dB: 12 (θ/beam)², 3 dB at half the beamwidth. */
export const pointingLossDb = (errorDeg: number, beamwidthDeg: number): number => 12 * (errorDeg / beamwidthDeg) ** 2

/** Further free-space loss than at 1,200 km, dB. */
export const rangeLossDb = (rangeKm: number): number => 20 * Math.log10(rangeKm / REFERENCE_RANGE_KM)

/** Loss of a flat array whose beam is `bodyElevationDeg` above its plane, dB; bounded near the plane. */
export const scanLossDb = (bodyElevationDeg: number): number =>
  -10 * SCAN_EXPONENT * Math.log10(Math.max(0.05, Math.sin(toRad(bodyElevationDeg))))

/** How a loss grows while its fault holds, and goes after it. */
interface GrowingLoss {
  fault: string
  growsDbPerS: number
  goesDbPerS: number
  mostDb: number
}

/** Lies on the array. */
export const SNOW: GrowingLoss = { fault: 'snow-on-array', growsDbPerS: 0.05, goesDbPerS: 0.1, mostDb: 12 }
/** A shower on the dish's long way through the air: faster than snow, and deeper than any margin. */
export const RAIN: GrowingLoss = { fault: 'rain-on-dish', growsDbPerS: 0.06, goesDbPerS: 0.12, mostDb: 15 }

/** A loss that weather brings, dB, as its fault has it so far. */
export const weatherLoss = (
  { fault, growsDbPerS, goesDbPerS, mostDb }: GrowingLoss,
  clock: Clock,
  faultAgeMs: (fault: string) => number | undefined,
): (() => number) => {
  let lossDb = 0
  let atMs = clock.nowMs()
  return () => {
    const passedMs = clock.nowMs() - atMs
    atMs = clock.nowMs()
    const ageMs = faultAgeMs(fault)
    const grownDb = ageMs === undefined ? -goesDbPerS * passedMs : growsDbPerS * Math.min(passedMs, ageMs)
    lossDb = Math.min(mostDb, Math.max(0, lossDb + grownDb / 1000))
    return lossDb
  }
}
