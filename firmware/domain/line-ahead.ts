import type { Blockage, Route, Station } from './route.ts'

/** What lies before a train on its line; distances in km along it. */
export interface LineAhead {
  nextStation?: { name: string; distanceKm: number }
  previousStation?: string
  /** The next stretch that hides the sky; distance 0 within it. */
  nextBlockage?: { kind: Blockage['kind']; name: string; distanceKm: number; lengthKm: number }
}

/** What lies ahead in a direction of travel; nothing while that is unknown. */
export const lineAhead = (
  { stations, blockages }: Pick<Route, 'stations' | 'blockages'>,
  chainageKm: number,
  direction: 'up' | 'down' | 'unknown',
): LineAhead => {
  if (direction === 'unknown') return {}
  const isUp = direction === 'up'
  const above = stations.find((station) => station.chainageKm > chainageKm)
  const below = stations.findLast((station) => station.chainageKm <= chainageKm)
  const [next, previous] = isUp ? [above, below] : [below, above]
  const blockage = isUp
    ? blockages.find(({ toKm }) => toKm > chainageKm)
    : blockages.findLast(({ fromKm }) => fromKm < chainageKm)
  return {
    ...(next && { nextStation: { name: next.name, distanceKm: distanceTo(next, chainageKm) } }),
    ...(previous && { previousStation: previous.name }),
    ...(blockage && { nextBlockage: told(blockage, isUp ? blockage.fromKm - chainageKm : chainageKm - blockage.toKm) }),
  }
}

const distanceTo = (station: Station, chainageKm: number): number => Math.abs(station.chainageKm - chainageKm)

const told = ({ kind, name, fromKm, toKm }: Blockage, distanceKm: number): NonNullable<LineAhead['nextBlockage']> => ({
  kind,
  name,
  distanceKm: Math.max(0, distanceKm),
  lengthKm: toKm - fromKm,
})
