import { distanceM, type Geodetic } from '../domain/geodesy.ts'
import { nearestOnLegs } from '../domain/leg.ts'
import { type LineIndex, type NearLine, reachM } from '../domain/line-index.ts'
import type { Planned } from './planned.ts'

/** Kilometres rise (`up`) or fall (`down`) as the train goes. */
export type Direction = 'up' | 'down' | 'unknown'

/** The line that the train is on, as far as that can be said. */
export interface LineMatch extends NearLine {
  isOffRoute: boolean
  direction: Direction
}

/** What is believed of each line, and how the train goes along the one it is on. */
export interface LineMatchState {
  /** Evidence for each line in nats, the best one at 0. */
  evidence: Readonly<Record<string, number>>
  /** Where evidence was taken last. */
  weighedAt?: Geodetic
  chosenId?: string
  /** The furthest that the train came in its direction, km of the chosen line. */
  anchorKm?: number
  direction: Direction
  isOffRoute: boolean
}

/** What is seen of the train, and what people said of its line. */
export interface LineSeen {
  position: Geodetic
  courseTrueDeg?: number
  speedMps?: number
  /** The line of the configuration: believed until the way speaks against it. */
  hintId?: string | undefined
  /** The line that the crew set. */
  crewId?: string | undefined
}

/** Evidence further apart than this is new: way points are off by the same amount for kilometres. */
const WEIGH_EVERY_M = 2_000
/** What a sample may take from a line at most: no single place settles it. */
const WORST_SAMPLE = 3
/** What is told of a line's bearing by straight legs between towns, one sigma. */
const BEARING_SIGMA_DEG = 25
const WORST_BEARING = 1.5
/** Old evidence fades: a train that changes lines is found on the new one within some 50 km. */
const FORGET = 0.97
/** 0.95 against two rivals that fit as well. */
const HINT = 3.7
const CREW = 12
const CHOOSE_ABOVE = 0.9
const LEAVE_BELOW = 0.4
/** Less than this is shunting, or the sway of the nearest point. */
const DIRECTION_KM = 0.3
/** A train that left its line is on it again only when it is well within its reach. */
const BACK_WITHIN = 0.75
const MOVING_MPS = 2

export const lineMatchAtStart: LineMatchState = { evidence: {}, direction: 'unknown', isOffRoute: false }

/** Weighs all lines that pass near, and says which one the train is on and where; nothing while two fit alike. */
export const planLineMatch = (
  state: LineMatchState,
  { index, ...seen }: LineSeen & { index: LineIndex },
): Planned<LineMatchState, never> & { match: LineMatch | undefined } => {
  const near = index.near(seen.position)
  const weighed = weigh(state, near, seen)
  const chosenId = choose(weighed, near, seen)
  const isSame = chosenId === state.chosenId
  const found = chosenId === undefined ? undefined : placeOn(index, near, { id: chosenId, position: seen.position })
  if (!found) return { state: forget(weighed), actions: [], reasons: whyLost(state, index), match: undefined }
  const along = isSame ? state : { ...state, anchorKm: found.chainageKm, direction: 'unknown' as const }
  const next = {
    ...weighed,
    chosenId: found.route.id,
    ...follow(along, found),
    isOffRoute: isOff(state, found, isSame),
  }
  const match = { ...found, isOffRoute: next.isOffRoute, direction: next.direction }
  return { state: next, actions: [], reasons: why(state, match), match }
}

const forget = ({ evidence, weighedAt }: LineMatchState): LineMatchState => ({
  ...lineMatchAtStart,
  evidence,
  ...(weighedAt && { weighedAt }),
})

/** A line that the train left is still told of within three times its reach: how far off it is, is news. */
const placeOn = (
  index: LineIndex,
  near: readonly NearLine[],
  { id, position }: { id: string; position: Geodetic },
): NearLine | undefined => {
  const beside = near.find(({ route }) => route.id === id)
  if (beside) return beside
  const route = index.routes.find((one) => one.id === id)
  if (!route) return undefined
  const found = nearestOnLegs(route.legs, position)
  return found.offsetM <= 3 * reachM(route) ? { route, ...found } : undefined
}

const weigh = (state: LineMatchState, near: readonly NearLine[], seen: LineSeen): LineMatchState => {
  const { weighedAt } = state
  if (weighedAt && distanceM(weighedAt, seen.position) < WEIGH_EVERY_M) return state
  // Where the train is found first, all lines are alike: a town's station belongs to each.
  if (!weighedAt) return { ...state, weighedAt: seen.position }
  const evidence: Record<string, number> = {}
  const ids = new Set([...Object.keys(state.evidence), ...near.map(({ route }) => route.id)])
  for (const id of ids) {
    const line = near.find(({ route }) => route.id === id)
    evidence[id] = (state.evidence[id] ?? 0) * FORGET - (line ? misfit(line, seen) : WORST_SAMPLE)
  }
  const best = Math.max(...Object.values(evidence))
  for (const id of ids) {
    const relative = (evidence[id] ?? 0) - best
    if (relative < -30) delete evidence[id]
    else evidence[id] = relative
  }
  return { ...state, evidence, weighedAt: seen.position }
}

/** Half the squares of what speaks against a line, each bounded; ±accuracy is taken as two sigma. */
const misfit = ({ route, offsetM, bearingDeg }: NearLine, { courseTrueDeg, speedMps }: LineSeen): number => {
  const offset = Math.min(WORST_SAMPLE - WORST_BEARING, 0.5 * ((2 * offsetM) / Math.max(route.accuracyM, 100)) ** 2)
  if (courseTrueDeg === undefined || (speedMps ?? 0) < MOVING_MPS) return offset
  const apartDeg = Math.abs(((((courseTrueDeg - bearingDeg) % 180) + 270) % 180) - 90)
  return offset + Math.min(WORST_BEARING, 0.5 * (apartDeg / BEARING_SIGMA_DEG) ** 2)
}

const choose = (state: LineMatchState, near: readonly NearLine[], seen: LineSeen): string | undefined => {
  const weightOf = (id: string): number =>
    Math.exp((state.evidence[id] ?? 0) + (id === seen.crewId ? CREW : id === seen.hintId ? HINT : 0))
  const weights = near.map(({ route }) => [route.id, weightOf(route.id)] as const)
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0)
  const likely = weights.find(([, weight]) => weight / total >= CHOOSE_ABOVE)
  if (likely) return likely[0]
  const chosen = weights.find(([id]) => id === state.chosenId)
  // Where lines share their track, the one that the train came on stays.
  if (chosen) return chosen[1] >= LEAVE_BELOW * Math.max(...weights.map(([, weight]) => weight)) ? chosen[0] : undefined
  return weights.length === 0 ? state.chosenId : undefined
}

/** Direction with hysteresis: the anchor goes along, and a way back of 300 m turns it. */
const follow = (
  { anchorKm, direction }: Pick<LineMatchState, 'anchorKm' | 'direction'>,
  { chainageKm }: NearLine,
): { anchorKm: number; direction: Direction } => {
  if (anchorKm === undefined) return { anchorKm: chainageKm, direction }
  if (chainageKm - anchorKm >= DIRECTION_KM) return { anchorKm: chainageKm, direction: 'up' }
  if (anchorKm - chainageKm >= DIRECTION_KM) return { anchorKm: chainageKm, direction: 'down' }
  if (direction === 'up') return { anchorKm: Math.max(anchorKm, chainageKm), direction }
  if (direction === 'down') return { anchorKm: Math.min(anchorKm, chainageKm), direction }
  return { anchorKm, direction }
}

const isOff = (state: LineMatchState, { route, offsetM }: NearLine, isSame: boolean): boolean =>
  offsetM > reachM(route) * (isSame && state.isOffRoute ? BACK_WITHIN : 1)

const why = (state: LineMatchState, { route, chainageKm, isOffRoute, offsetM }: LineMatch): readonly string[] => {
  if (state.chosenId !== route.id) return [`on the line ${route.name}, km ${chainageKm.toFixed(0)}`]
  if (isOffRoute && !state.isOffRoute) return [`off the line ${route.name}: ${(offsetM / 1000).toFixed(1)} km from it`]
  if (!isOffRoute && state.isOffRoute) return [`back on the line ${route.name}, km ${chainageKm.toFixed(0)}`]
  return []
}

const whyLost = ({ chosenId }: LineMatchState, index: LineIndex): readonly string[] => {
  const route = index.routes.find(({ id }) => id === chosenId)
  return route ? [`no longer on the line ${route.name}`] : []
}
