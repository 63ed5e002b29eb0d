import type { SatelliteAhead } from '../../plan/aim.ts'
import type { FollowedSatellite } from './satellite-source.ts'
import type { TrainNow } from './train-now.ts'

/** Where a satellite stands now and `leadMs` later, `aheadMs` of its orbit before what its elements say; `undefined` while that cannot be known. */
export const satelliteAhead = (
  { utcMs, position }: TrainNow,
  satellite: FollowedSatellite | undefined,
  { leadMs, aheadMs }: { leadMs: number; aheadMs: number },
): SatelliteAhead | undefined => {
  if (!satellite || utcMs === undefined || !position) return undefined
  const atMs = utcMs + aheadMs
  const now = satellite.lookAt(atMs, position)
  const lead = now && satellite.lookAt(atMs + leadMs, position)
  return now && lead && { now, lead, leadMs, rangeKm: now.rangeKm, sigmaDeg: satellite.sigmaDegAt(utcMs) }
}
