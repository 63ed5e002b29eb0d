import type { Geodetic } from '../../domain/geodesy.ts'
import { lineAhead } from '../../domain/line-ahead.ts'
import type { LineIndex } from '../../domain/line-index.ts'
import { type LineMatch, type LineMatchState, lineMatchAtStart, planLineMatch } from '../../plan/line-match.ts'
import type { NavigationEstimate, Places } from './collaborators.ts'
import type { TrackMemory } from './track-memory.ts'

/** The direction of a leg between way points against that of the track: what a first guess of the heading is worth. */
const LINE_BEARING_SIGMA_DEG = 15

const AT_END_KM = 2

interface PlaceDeps {
  /** Learnt track. */
  rails: Pick<TrackMemory, 'onEstimate' | 'trackAt'>
  index: LineIndex
  /** The line of before a restart, or of the configuration: a hint. */
  hintId?(): string | undefined
  /** The line that the crew set. */
  crewLineId?(): string | undefined
  /** Told of each match; `undefined` while no line is known. */
  onMatch?(match: LineMatch | undefined, estimate: NavigationEstimate): void
  /** Told why, when the line changes. */
  onReason(reason: string): void
}

/** What the known lines say of the train's place. */
export const linePlaces = (deps: PlaceDeps): Places => {
  let state: LineMatchState = lineMatchAtStart
  return {
    onEstimate: (estimate) => {
      deps.rails.onEstimate(estimate)
      const { position } = estimate
      if (!position) return {}
      const planned = planLineMatch(state, {
        ...estimate,
        position,
        index: deps.index,
        hintId: deps.hintId?.(),
        crewId: deps.crewLineId?.(),
      })
      state = planned.state
      for (const reason of planned.reasons) deps.onReason(reason)
      deps.onMatch?.(planned.match, estimate)
      return planned.match ? toldOf(planned.match, estimate.horizontalSigmaM ?? 0) : {}
    },
    trackAt: (position, courseTrueDeg, speedMps) => deps.rails.trackAt(position, courseTrueDeg, speedMps),
    bearingAt: (position) => {
      const track = deps.rails.trackAt(position)
      if (track) return { bearingDeg: track.bearingDeg, sigmaDeg: track.bearingSigmaDeg }
      const bearingDeg = bearingNear(deps.index, position, state.chosenId ?? deps.crewLineId?.() ?? deps.hintId?.())
      return bearingDeg === undefined ? undefined : { bearingDeg, sigmaDeg: LINE_BEARING_SIGMA_DEG }
    },
  }
}

/** Of the line that the train is on, or of the only one there. */
const bearingNear = (index: LineIndex, position: Geodetic, chosenId: string | undefined): number | undefined => {
  const near = index.near(position)
  const line = near.find(({ route }) => route.id === chosenId) ?? (near.length === 1 ? near[0] : undefined)
  return line?.bearingDeg
}

/** From the end of a line there is one way to go. */
const onlyWay = ({ direction, chainageKm, route }: LineMatch): LineMatch['direction'] => {
  if (direction !== 'unknown') return direction
  if (chainageKm < AT_END_KM) return 'up'
  return chainageKm > route.lengthKm - AT_END_KM ? 'down' : 'unknown'
}

/** ±accuracy is two sigma. */
const toldOf = (match: LineMatch, horizontalSigmaM: number): ReturnType<Places['onEstimate']> => {
  const { route, chainageKm, offsetM, isOffRoute, direction } = match
  const chainageSigmaKm = Math.hypot(route.accuracyM / 2, horizontalSigmaM) / 1000
  const line = { lineId: route.id, chainageKm, chainageSigmaKm, offsetM, isOffRoute, direction }
  if (isOffRoute) return { line }
  const ahead = lineAhead(route, chainageKm, onlyWay(match))
  return {
    chainageKm,
    ...(ahead.nextStation && { nextStation: ahead.nextStation.name }),
    line: { ...line, ...ahead },
  }
}
