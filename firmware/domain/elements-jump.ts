import { sgp4 } from 'satellite.js'
import type { ElementSet, Satellite } from './elements.ts'

/** A satellite that is not where its elements before had it. */
export interface Jump {
  noradId: number
  name: string
  /** Between the two predictions at the newer epoch. */
  offKm: number
  /** What a satellite of this set may be off by. */
  limitKm: number
}

/** A quiet satellite's two sets differ by drag and fitting alone; chosen: six times what the middle one of the fleet does. */
const LIMIT_MEDIANS = 6
/** Sets of one day differ by this without any manoeuvre. */
const LEAST_LIMIT_KM = 2
/** Fewer pairs tell nothing of a fleet: the limit below is for sets five days apart. */
const FEWEST_PAIRS = 20
const LONE_LIMIT_KM = 10

interface Pair {
  satellite: Satellite
  offKm: number
}

const offKmAtEpoch = (before: Satellite, { satrec, epochUtcMs }: Satellite): number | undefined => {
  const predicted = sgp4(before.satrec, (epochUtcMs - before.epochUtcMs) / 60_000)?.position
  const now = sgp4(satrec, 0)?.position
  return predicted && now && Math.hypot(predicted.x - now.x, predicted.y - now.y, predicted.z - now.z)
}

const pairsOf = (before: ElementSet, after: ElementSet): Pair[] => {
  const byNoradId = new Map(before.satellites.map((satellite) => [satellite.noradId, satellite]))
  return after.satellites.flatMap((satellite) => {
    const earlier = byNoradId.get(satellite.noradId)
    const offKm = earlier && earlier.epochUtcMs < satellite.epochUtcMs ? offKmAtEpoch(earlier, satellite) : undefined
    return offKm === undefined ? [] : [{ satellite, offKm }]
  })
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/**
 * The satellites that moved between two sets otherwise than the fleet did: they have manoeuvred, and their newer elements
 * are still settling. Only satellites with a newer epoch in `after` are compared.
 */
export const jumpsBetween = (before: ElementSet, after: ElementSet): Jump[] => {
  const pairs = pairsOf(before, after)
  const fleetKm = LIMIT_MEDIANS * median(pairs.map(({ offKm }) => offKm))
  const limitKm = pairs.length < FEWEST_PAIRS ? LONE_LIMIT_KM : Math.max(LEAST_LIMIT_KM, fleetKm)
  return pairs
    .filter(({ offKm }) => offKm > limitKm)
    .map(({ satellite: { noradId, name }, offKm }) => ({ noradId, name, offKm, limitKm }))
}
