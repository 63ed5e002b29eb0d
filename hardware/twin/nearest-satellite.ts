import { type Direction, separationDeg } from '../../firmware/domain/frames.ts'
import { toRad } from '../../hal/units.ts'
import type { SkyDirection, World } from './truth.ts'

/** A satellite of the constellation above the horizon, where it is now. */
export interface SatelliteInSky {
  noradId: number
  direction: SkyDirection
}

/** Lower than this no beam goes. */
const RISEN_DEG = 5
/** Between two refreshes a OneWeb satellite overhead moves by 1.5°. As often as the sky lists what is up: one look serves both. */
const REFRESH_EVERY_MS = 5_000
/** Two satellites nearer to each other than this are compared by where they are now. */
const TIE_DEG = 3

interface Candidate {
  noradId: number
  seen: Direction
  east: number
  north: number
  up: number
}

const candidateAt = (noradId: number, seen: Direction): Candidate => {
  const elevationRad = toRad(seen.elevationDeg)
  const azimuthRad = toRad(seen.azimuthDeg)
  const level = Math.cos(elevationRad)
  const [east, north] = [level * Math.sin(azimuthRad), level * Math.cos(azimuthRad)]
  return { noradId, seen, east, north, up: Math.sin(elevationRad) }
}

/** The two of the list nearest to a direction, by where they were last seen. */
const nearestTwo = (candidates: readonly Candidate[], to: Direction): Candidate[] => {
  const aim = candidateAt(0, to)
  let [best, second] = [-2, -2]
  let [nearest, next]: [Candidate?, Candidate?] = []
  for (const each of candidates) {
    const cosine = each.east * aim.east + each.north * aim.north + each.up * aim.up
    if (cosine > best) [second, next, best, nearest] = [best, nearest, cosine, each]
    else if (cosine > second) [second, next] = [cosine, each]
  }
  if (!nearest) return []
  const isTie = next && separationDeg(next.seen, to) - separationDeg(nearest.seen, to) < TIE_DEG
  return isTie && next ? [nearest, next] : [nearest]
}

/**
 * Finds the satellite nearest to a boresight without computing every orbit each time: where they all are every 5 s,
 * and only the nearest at the instant asked for.
 */
export const satelliteFinder = (
  world: World,
  satellitesInSky: () => readonly number[],
): ((boresight: Direction) => SatelliteInSky | undefined) => {
  let seenAtMs = Number.NEGATIVE_INFINITY
  let candidates: Candidate[] = []

  const refresh = (nowMs: number): void => {
    if (nowMs - seenAtMs < REFRESH_EVERY_MS) return
    seenAtMs = nowMs
    candidates = satellitesInSky().flatMap((noradId) => {
      const direction = world.satellite(noradId)
      return direction && direction.elevationDeg > RISEN_DEG ? [candidateAt(noradId, direction)] : []
    })
  }
  return (boresight) => {
    refresh(world.clock.nowMs())
    const near = nearestTwo(candidates, boresight).flatMap(({ noradId }) => {
      const direction = world.satellite(noradId)
      return direction ? [{ noradId, direction }] : []
    })
    const [first, second] = near
    if (!first || !second) return first
    const isSecond = separationDeg(second.direction, boresight) < separationDeg(first.direction, boresight)
    return isSecond ? second : first
  }
}
