import { distanceM } from '../domain/geodesy.ts'
import { type Journey, type JourneySet, journeyAtStart } from '../domain/journey.ts'
import type { Route, Station } from '../domain/route.ts'
import type { LineMatch } from './line-match.ts'
import type { Planned } from './planned.ts'

/** What is seen of the train and its line. */
export interface JourneySeen {
  kind: 'seen'
  utcMs?: number | undefined
  position: { latDeg: number; lonDeg: number }
  match: LineMatch | undefined
  speedMps?: number | undefined
  /** Negative when the coach runs backwards. */
  forwardMps?: number | undefined
}

/** What the crew says, or what storage held of the time before a restart. */
export type JourneyInput =
  | JourneySeen
  | { kind: 'set'; set: JourneySet }
  | { kind: 'clear' }
  | { kind: 'resume'; journey: Journey }

export type JourneyAction = { do: 'tell' } | { do: 'keep' }

export interface JourneyState {
  journey: Journey
  /** Since when the train stands, ms of the monotonic clock. */
  restingSinceMs?: number
  /** What the last process left, until a position says whether that can still be. */
  resumable?: Journey
  /** The line that the train was on before the restart that it went on after. */
  resumedLineId?: string
}

const MOVING_MPS = 2
/** A stop as long as this ends a direction: the engine ran round, or the next run begins. */
const TURNAROUND_MS = 20 * 60_000
/** At the end of a line the run is over sooner. */
const END_MS = 10 * 60_000
const FASTEST_MPS = 45
const RESUME_SLACK_M = 10_000
const RESUME_WITHIN_MS = 24 * 3_600_000

export const journeyStateAtStart: JourneyState = { journey: journeyAtStart }

type Step = Planned<JourneyState, JourneyAction>

/** Finds the run of the train from where it is on its line; what the crew set stands until it clears it. */
export const planJourney = (state: JourneyState, input: JourneyInput, nowMs: number): Step => {
  if (input.kind === 'resume') return { state: { ...state, resumable: input.journey }, actions: [], reasons: [] }
  if (input.kind === 'set') return changed(state, setByCrew(state.journey, input.set), 'the crew set the journey')
  if (input.kind === 'clear') return changed({}, next(state.journey), 'the crew cleared the journey')
  const [resumed, ...resumeReasons] = resume(state, input)
  const rested = rest(resumed, input, nowMs)
  const followed = follow(rested, input, nowMs)
  const isSame = isAlike(followed.journey, state.journey)
  const reasons = isSame
    ? []
    : [...resumeReasons, ...(isNews(followed.journey, resumed.journey) ? [sentenceOf(followed.journey)] : [])]
  return { state: followed, actions: isSame ? [] : [{ do: 'tell' }, { do: 'keep' }], reasons }
}

const changed = (state: Omit<JourneyState, 'journey'>, journey: Journey, reason: string): Step => {
  const { resumable: _, ...others } = state
  return { state: { ...others, journey }, actions: [{ do: 'tell' }, { do: 'keep' }], reasons: [reason] }
}

/** What is set after the end is of the next journey. */
const setByCrew = (before: Journey, { trainNumber, lineId, direction }: JourneySet): Journey => {
  const { lineName, ...journey } = before.state === 'ended' ? next(before) : before
  const isSameLine = lineId === undefined || lineId === journey.lineId
  return {
    ...journey,
    ...(isSameLine && lineName !== undefined && { lineName }),
    ...(trainNumber !== undefined && { trainNumber }),
    setBy: 'crew',
    ...(lineId !== undefined && { lineId, crewLineId: lineId }),
    ...(direction !== undefined && { direction, crewDirection: direction }),
    state: journey.state === 'unknown' ? 'waiting' : journey.state,
  }
}

/** The coach still faces as it did. */
const next = ({ coachFacing }: Journey): Journey => ({ ...journeyAtStart, coachFacing })

/** A train is where the last process left it, or as far on as it can have gone since. */
const resume = (state: JourneyState, seen: JourneySeen): [JourneyState, ...string[]] => {
  const { resumable, ...others } = state
  if (!resumable || !seen.utcMs) return [state]
  const { last } = resumable
  const agoMs = last ? seen.utcMs - last.utcMs : Number.POSITIVE_INFINITY
  if (!last || agoMs < 0 || agoMs > RESUME_WITHIN_MS) return [others]
  const wayM = distanceM({ ...last, heightM: 0 }, { ...seen.position, heightM: 0 })
  if (wayM > RESUME_SLACK_M + (FASTEST_MPS * agoMs) / 1000) return [others]
  const { lineId } = resumable
  const resumed = { ...others, journey: resumable, ...(lineId !== undefined && { resumedLineId: lineId }) }
  return [resumed, `the journey goes on after a restart ${Math.round(agoMs / 1000)} s later`]
}

const rest = (state: JourneyState, { speedMps = 0 }: JourneySeen, nowMs: number): JourneyState =>
  speedMps >= MOVING_MPS ? state : { ...state, restingSinceMs: state.restingSinceMs ?? nowMs }

const follow = (state: JourneyState, seen: JourneySeen, nowMs: number): JourneyState => {
  const isMoving = (seen.speedMps ?? 0) >= MOVING_MPS
  const restedMs = state.restingSinceMs === undefined ? 0 : nowMs - state.restingSinceMs
  const journey = withFacing(located(onLine(state.journey, { seen, isMoving, restedMs }), seen), seen)
  const { restingSinceMs, ...others } = state
  return { ...others, journey, ...(!isMoving && restingSinceMs !== undefined && { restingSinceMs }) }
}

interface Motion {
  seen: JourneySeen
  isMoving: boolean
  restedMs: number
}

const onLine = (journey: Journey, { seen, isMoving, restedMs }: Motion): Journey => {
  const { match } = seen
  // Two lines fit alike: that is no news of the journey.
  if (!match) return journey
  if (match.isOffRoute) return journey.state === 'running' ? { ...journey, state: 'diverted' } : journey
  const { route } = match
  const isOver = journey.state === 'ended' || (isTurned(journey, match) && restedMs >= TURNAROUND_MS)
  if (isOver && isMoving && match.direction !== 'unknown') return begun(next(journey), seen, match)
  if (journey.state === 'running' || journey.state === 'diverted') {
    if (!isMoving && restedMs >= END_MS && isAtEnd(journey, match)) return ended(journey, seen)
    return { ...journey, state: stateOn(journey, route), ...named(journey, route), ...directed(journey, match) }
  }
  if (journey.state === 'ended') return journey
  if (isMoving && match.direction !== 'unknown') return begun(journey, seen, match)
  return { ...journey, state: 'waiting', ...named(journey, route) }
}

/** What the crew says of the direction stands: position turns no such journey. */
const isTurned = ({ direction, crewDirection }: Journey, match: LineMatch): boolean =>
  crewDirection === undefined &&
  direction !== 'unknown' &&
  match.direction !== 'unknown' &&
  match.direction !== direction

const isOwnLine = ({ crewLineId }: Journey, { id }: Route): boolean => crewLineId === undefined || crewLineId === id

/** On another line than the crew's a train is diverted. */
const stateOn = (journey: Journey, route: Route): Journey['state'] =>
  isOwnLine(journey, route) ? 'running' : 'diverted'

const named = (journey: Journey, route: Route): Partial<Journey> =>
  isOwnLine(journey, route) ? { lineId: route.id, lineName: route.name } : {}

const wayOf = ({ crewDirection, direction }: Journey, match: LineMatch): Journey['direction'] =>
  crewDirection ?? (match.direction === 'unknown' ? direction : match.direction)

/** A line's other direction, and another line, end where that one ends. */
const directed = (journey: Journey, match: LineMatch): Partial<Journey> => {
  const way = wayOf(journey, match)
  const to = isOwnLine(journey, match.route) ? terminusOf(match.route, way) : undefined
  return { direction: way, ...(to && { to: to.name }) }
}

const terminusOf = ({ stations }: Route, direction: Journey['direction']): Station | undefined =>
  direction === 'unknown' ? undefined : direction === 'up' ? stations.at(-1) : stations[0]

/** It began at the station behind the train. */
const begun = (journey: Journey, { utcMs }: JourneySeen, match: LineMatch): Journey => {
  const { stations } = match.route
  const isUp = wayOf(journey, match) === 'up'
  const slackKm = match.route.accuracyM / 1000
  const from = isUp
    ? stations.findLast(({ chainageKm }) => chainageKm <= match.chainageKm + slackKm)
    : stations.find(({ chainageKm }) => chainageKm >= match.chainageKm - slackKm)
  return {
    ...journey,
    state: stateOn(journey, match.route),
    ...named(journey, match.route),
    ...directed(journey, match),
    ...(from && { from: from.name }),
    ...(utcMs !== undefined && { startedUtcMs: utcMs }),
  }
}

/** Within the file's accuracy of the line's last station. */
const isAtEnd = ({ direction }: Journey, { route, chainageKm }: LineMatch): boolean => {
  const end = terminusOf(route, direction)
  return end !== undefined && Math.abs(end.chainageKm - chainageKm) <= route.accuracyM / 1000
}

const ended = (journey: Journey, { utcMs }: JourneySeen): Journey => ({
  ...journey,
  state: 'ended',
  ...(utcMs !== undefined && { endedUtcMs: utcMs }),
})

const located = (journey: Journey, { utcMs, position }: JourneySeen): Journey =>
  utcMs === undefined ? journey : { ...journey, last: { utcMs, latDeg: position.latDeg, lonDeg: position.lonDeg } }

const withFacing = (journey: Journey, { forwardMps = 0 }: JourneySeen): Journey => {
  if (Math.abs(forwardMps) < MOVING_MPS) return journey
  return { ...journey, coachFacing: forwardMps > 0 ? 'forwards' : 'backwards' }
}

const isAlike = (a: Journey, b: Journey): boolean =>
  !isNews(a, b) && a.coachFacing === b.coachFacing && a.setBy === b.setBy && !a.last === !b.last

const isNews = (a: Journey, b: Journey): boolean =>
  a.state !== b.state || a.lineId !== b.lineId || a.direction !== b.direction || a.from !== b.from || a.to !== b.to

const sentenceOf = ({ state, trainNumber, lineName, lineId, from, to }: Journey): string => {
  const train = trainNumber === undefined ? 'the train' : `train ${trainNumber}`
  const line = lineName ?? lineId
  const way = [line && `on ${line}`, from && `from ${from}`, to && `to ${to}`].filter(Boolean).join(', ')
  return `${train} is ${state}${way ? ` ${way}` : ''}`
}
