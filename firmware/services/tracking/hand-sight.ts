import { type Attitude, bodyDirection, type Direction, mountDirection } from '../../domain/frames.ts'
import { standsFor } from '../../domain/mount-axes.ts'
import type { AimObservation, Pointer } from '../../plan/aim.ts'

/** What an aim by hand goes by: a direction that stands still, as if a satellite were there. Muted, it may be below the mask, and needs no position. */
export const handSight = (
  look: Direction,
  { leadMs, hasRates }: { leadMs: number; hasRates: boolean },
): Pick<AimObservation, 'isPositionKnown' | 'maskDeg' | 'satellite'> => ({
  isPositionKnown: true,
  maskDeg: -90,
  // Its range says nothing: nobody transmits.
  satellite: { now: look, lead: look, leadMs, ...(hasRates && { after: look }), rangeKm: 1_000, sigmaDeg: 0 },
})

/** Whether a pointer reaches a direction of the sky, as the train stands. */
export const reaches = (limits: Pointer, to: Direction, attitude: Attitude): boolean => {
  const inMount = mountDirection(bodyDirection(to, attitude), limits.mounting)
  if (limits.kind === 'dish') return standsFor(inMount, limits).length > 0
  const [minDeg, maxDeg] = limits.elevationDeg
  return inMount.elevationDeg >= minDeg && inMount.elevationDeg <= maxDeg
}
