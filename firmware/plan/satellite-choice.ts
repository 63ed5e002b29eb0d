import type { MonotonicMs } from '../../hal/units.ts'
import type { Barred } from '../domain/elements-import.ts'
import { atOnce, type InParts } from '../domain/in-parts.ts'
import { type HandoverCost, handoversInParts, NONE, type ServiceStep } from './handover-plan.ts'
import type { Planned } from './planned.ts'
import { afterFailure, type Quarantined, tidied } from './quarantine.ts'

/** What a constellation terminal follows, and what it has learnt of satellites that gave no lock. */
export interface SatelliteChoiceState {
  followed?: { noradId: number; name: string; sinceMs: MonotonicMs; isAssigned: boolean }
  /** Since when the beam has been on it without lock. */
  unlockedSinceMs?: MonotonicMs
  /** The satellite that gave lock last. */
  lockedNoradId?: number
  /** Of the first step that was planned for: once is enough. */
  plannedUtcMs?: number
  /** The satellite of each step from `plannedUtcMs` on, `NONE` for none. */
  path: readonly number[]
  quarantined: readonly Quarantined[]
  isSearching: boolean
}

/** A satellite as it stands now, and how long it will. */
export interface InSky {
  name: string
  elevationDeg: number
  isRising: boolean
  /** Until it sinks below the mask or the horizon of the plan ends. */
  leftS: number
}

/** What is known now. */
export interface SatelliteChoiceObservation {
  utcMs: number
  /** Of the first step; the steps follow each other without a gap. */
  stepsUtcMs: number
  /** What each satellite brings in each step to come, those that must not be followed left out. */
  service(excluded: ReadonlySet<number>): readonly ServiceStep[]
  cost(steps: readonly ServiceStep[]): HandoverCost
  /** Undefined for one that is not above the mask. */
  inSky(noradId: number): InSky | undefined
  maskDeg: number
  /** The satellite that the network told the modem to use. */
  assignedNoradId?: number
  /** Left alone for reasons of their own, as after a manoeuvre. */
  barred: readonly Barred[]
  isLocked: boolean
  /** Between the aim and what the antenna read back; absent when it is unknown. */
  aimErrorDeg?: number
}

/** `follow` names a new satellite; `search` says that there is none to follow. */
export type SatelliteChoiceAction = { do: 'follow'; noradId: number } | { do: 'search' }

/** The state to start from. */
export const satelliteChoiceAtStart: SatelliteChoiceState = { quarantined: [], path: [], isSearching: false }

const NO_LOCK_MS = 15_000
const AIMED_DEG = 0.5
/** A satellite that leaves within this is left because of that. */
const LEAVING_S = 30

type Plan = Planned<SatelliteChoiceState, SatelliteChoiceAction>

/** One decision. */
interface Now {
  seen: SatelliteChoiceObservation
  nowMs: MonotonicMs
}

/**
 * Which satellite the terminal follows. The network's choice wins while it is visible; else that which brings the most over the
 * steps ahead, handovers paid for. One that gives no lock for 15 s is left alone for a while. Where the sky is so full that this takes long, it pauses.
 */
export function* satelliteChoiceInParts(
  state: SatelliteChoiceState,
  seen: SatelliteChoiceObservation,
  nowMs: MonotonicMs,
): InParts<Plan> {
  const now: Now = { seen, nowMs }
  const watched = watch(state, now)
  const { assignedNoradId } = seen
  const assigned = assignedNoradId === undefined ? undefined : seen.inSky(assignedNoradId)
  if (assigned && assignedNoradId !== undefined)
    return yield* followAssigned(watched, { ...assigned, noradId: assignedNoradId }, now)
  const current = watched.followed && seen.inSky(watched.followed.noradId)
  if (current && isWithoutLock(watched, nowMs)) return yield* giveUp(watched, current, now)
  const isPlanned = watched.plannedUtcMs === seen.stepsUtcMs
  if (isPlanned && (current || watched.isSearching)) return nothing(watched)
  return yield* choose(watched, current, { ...now, why: whyLeft(watched, current, seen) })
}

/** As `satelliteChoiceInParts`, without a pause. */
export const planSatelliteChoice = (
  state: SatelliteChoiceState,
  seen: SatelliteChoiceObservation,
  nowMs: MonotonicMs,
): Plan => atOnce(satelliteChoiceInParts(state, seen, nowMs))

/** Keeps the clocks of lock and quarantine; the same state again when nothing has changed. */
const watch = (state: SatelliteChoiceState, { seen, nowMs }: Now): SatelliteChoiceState => {
  const isAimed = state.followed !== undefined && (seen.aimErrorDeg ?? 180) <= AIMED_DEG
  const isWaiting = isAimed && !seen.isLocked
  const lockedNoradId = isAimed && seen.isLocked ? state.followed?.noradId : state.lockedNoradId
  const quarantined = tidied(state.quarantined, {
    utcMs: seen.utcMs,
    lockedNoradId: isAimed && seen.isLocked ? lockedNoradId : undefined,
  })
  const isSame = isWaiting === (state.unlockedSinceMs !== undefined) && quarantined === state.quarantined
  if (isSame && lockedNoradId === state.lockedNoradId) return state
  const { unlockedSinceMs = nowMs, ...rest } = state
  return {
    ...rest,
    quarantined,
    ...(lockedNoradId !== undefined && { lockedNoradId }),
    ...(isWaiting && { unlockedSinceMs }),
  }
}

const isWithoutLock = (state: SatelliteChoiceState, nowMs: MonotonicMs): boolean =>
  state.unlockedSinceMs !== undefined && nowMs - state.unlockedSinceMs >= NO_LOCK_MS

const nothing = (state: SatelliteChoiceState): Plan => ({ state, actions: [], reasons: [] })

const excludedBy = (state: SatelliteChoiceState, { barred, utcMs }: SatelliteChoiceObservation): ReadonlySet<number> =>
  new Set(
    [...state.quarantined, ...barred].filter(({ untilUtcMs }) => untilUtcMs > utcMs).map(({ noradId }) => noradId),
  )

/** In the first step only what stands above the mask already, and still, can be followed. */
const fromNow = (steps: readonly ServiceStep[], { inSky }: SatelliteChoiceObservation): readonly ServiceStep[] => {
  const [first, ...later] = steps
  if (!first) return steps
  const there = first.ids.flatMap((id, index) => (inSky(id) ? [index] : []))
  const pick = (list: readonly number[]): number[] => there.map((index) => list[index] as number)
  return [{ ids: pick(first.ids), service: pick(first.service) }, ...later]
}

/** Plans the steps ahead anew; what is followed is followed. */
function* ahead(state: SatelliteChoiceState, { seen }: Now): InParts<SatelliteChoiceState> {
  const steps = fromNow(seen.service(excludedBy(state, seen)), seen)
  const path = yield* handoversInParts(steps, seen.cost(steps), state.followed?.noradId)
  return { ...state, path, plannedUtcMs: seen.stepsUtcMs }
}

function* followAssigned(state: SatelliteChoiceState, track: InSky & { noradId: number }, now: Now): InParts<Plan> {
  const isPlanned = state.plannedUtcMs === now.seen.stepsUtcMs
  const { followed } = state
  if (followed?.noradId === track.noradId) {
    const kept = followed.isAssigned ? state : { ...state, followed: { ...followed, isAssigned: true } }
    return nothing(isPlanned ? kept : yield* ahead(kept, now))
  }
  return follow(state, { ...track, isAssigned: true, why: 'assigned by the network' }, now)
}

const follow = (
  state: SatelliteChoiceState,
  next: InSky & { noradId: number; isAssigned: boolean; why: string },
  { seen, nowMs }: Now,
): Plan => {
  const { noradId, name, isAssigned } = next
  const { unlockedSinceMs: _, ...rest } = state
  return {
    state: { ...rest, followed: { noradId, name, sinceMs: nowMs, isAssigned }, isSearching: false },
    actions: [{ do: 'follow', noradId }],
    reasons: [`${name}: ${describe(next, seen.maskDeg)}; ${next.why}`],
  }
}

/** In words: `62° and rising, 143 s above 25°`. */
const describe = ({ elevationDeg, isRising, leftS }: InSky, maskDeg: number): string =>
  `${elevationDeg.toFixed(0)}° and ${isRising ? 'rising' : 'sinking'}, ${leftS.toFixed(0)} s above ${maskDeg}°`

function* choose(state: SatelliteChoiceState, current: InSky | undefined, now: Now & { why: string }): InParts<Plan> {
  const planned = yield* ahead(state, now)
  const { followed } = planned
  const next = planned.path[0] ?? NONE
  if (next === followed?.noradId && current)
    return nothing({ ...planned, followed: { ...followed, isAssigned: false } })
  const track = next === NONE ? undefined : now.seen.inSky(next)
  if (track) return follow(planned, { ...track, noradId: next, isAssigned: false, why: now.why }, now)
  // The last seconds of one that goes are better than nothing.
  if (current) return nothing(planned)
  return search(planned, now)
}

const search = (state: SatelliteChoiceState, { seen }: Now): Plan => {
  const { followed: _, unlockedSinceMs: __, ...rest } = state
  if (state.isSearching) return nothing(rest)
  const isShut = excludedBy(state, seen).size > 0
  return {
    state: { ...rest, isSearching: true },
    actions: [{ do: 'search' }],
    reasons: [`no satellite to be had above ${seen.maskDeg}°${isShut ? ' out of quarantine' : ''}`],
  }
}

const whyLeft = (state: SatelliteChoiceState, current: InSky | undefined, seen: SatelliteChoiceObservation): string => {
  const { followed } = state
  if (!followed) return 'nothing was followed'
  if (!current) return `${followed.name} has left the sky`
  if (excludedBy(state, seen).has(followed.noradId)) return `${current.name} is to be left alone`
  const leftS = Math.max(0, current.leftS).toFixed(0)
  if (current.leftS <= LEAVING_S) return `${current.name} sinks below ${seen.maskDeg}° in ${leftS} s`
  return `this way most is served in the time ahead, handovers paid for; ${current.name} had ${leftS} s left`
}

function* giveUp(state: SatelliteChoiceState, current: InSky, now: Now): InParts<Plan> {
  const noradId = state.followed?.noradId ?? NONE
  const { utcMs } = now.seen
  const othersLock = state.lockedNoradId !== undefined
  const { list, holdsMs } = afterFailure(state.quarantined, { noradId, utcMs, othersLock })
  const { unlockedSinceMs: _, lockedNoradId: __, followed: ___, ...rest } = state
  const why = `${current.name} gave no lock for ${NO_LOCK_MS / 1000} s and waits ${holdsMs / 1000} s`
  const chosen = yield* choose({ ...rest, isSearching: false, quarantined: list }, undefined, { ...now, why })
  const [first = ''] = chosen.reasons
  return first.endsWith(why) ? chosen : { ...chosen, reasons: [`${why}; no other is above the mask`] }
}
