import type { SatelliteAhead } from '../../plan/aim.ts'
import type { FollowedSatellite } from './satellite-source.ts'
import type { TrainNow } from './train-now.ts'

/**
 * Where a satellite stands now and `leadMs` later, and twice as much later where rates are asked for, `aheadMs` of its orbit before what
 * its elements say; `undefined` while that cannot be known.
 */
export const satelliteAhead = (
  { utcMs, position }: TrainNow,
  satellite: FollowedSatellite | undefined,
  { leadMs, aheadMs, hasRates = false }: { leadMs: number; aheadMs: number; hasRates?: boolean },
): SatelliteAhead | undefined => {
  if (!satellite || utcMs === undefined || !position) return undefined
  const atMs = utcMs + aheadMs
  const now = satellite.lookAt(atMs, position)
  const lead = now && satellite.lookAt(atMs + leadMs, position)
  if (!now || !lead) return undefined
  const after = hasRates ? satellite.lookAt(atMs + 2 * leadMs, position) : undefined
  const sigmaDeg = satellite.sigmaDegAt(utcMs)
  return { now, lead, leadMs, rangeKm: now.rangeKm, sigmaDeg, ...(after && { after }) }
}
