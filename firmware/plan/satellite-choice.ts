import type { MonotonicMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'
import { describe, elevationAt, leftS, type SkyTrack, value, worthOver } from './sky-track.ts'

/** What a constellation terminal follows, and what it has learnt of satellites that gave no lock. */
export interface SatelliteChoiceState {
  followed?: { noradId: number; name: string; sinceMs: MonotonicMs; isAssigned: boolean }
  /** Since when the beam has been on it without lock. */
  unlockedSinceMs?: MonotonicMs
  /** Since when the same other satellite has been worth a handover. */
  better?: { noradId: number; sinceMs: MonotonicMs }
  /** The prediction in which a better one was looked for: once is enough. */
  consideredTracksAtMs?: MonotonicMs
  quarantined: readonly { noradId: number; untilMs: MonotonicMs }[]
  isSearching: boolean
}

/** What is known now. Tracks are predicted by the caller, all at once, and may be some seconds old; what they do not cover has set. */
export interface SatelliteChoiceObservation {
  tracks: readonly SkyTrack[]
  /** When the first point of every track holds. */
  tracksAtMs: MonotonicMs
  maskDeg: number
  /** The satellite that the network told the modem to use. */
  assignedNoradId?: number
  isLocked: boolean
  /** Between the aim and what the antenna read back; absent when it is unknown. */
  aimErrorDeg?: number
}

/** `follow` names a new satellite; `search` says that there is none to follow. */
export type SatelliteChoiceAction = { do: 'follow'; noradId: number } | { do: 'search' }

/** The state to start from. */
export const satelliteChoiceAtStart: SatelliteChoiceState = { quarantined: [], isSearching: false }

// chosen: time to prepare a handover before the satellite sinks below the mask
const LEAVE_BEFORE_S = 8
/** What a handover costs, as seconds of service at the zenith. */
const HANDOVER_COST_S = 12
const BETTER_FOR_MS = 20_000
const NO_LOCK_MS = 15_000
const AIMED_DEG = 0.5
const QUARANTINE_MS = 60_000

type Plan = Planned<SatelliteChoiceState, SatelliteChoiceAction>

/** One decision's view of the sky. */
interface Sky {
  seen: SatelliteChoiceObservation
  nowMs: MonotonicMs
  ageS: number
}

/**
 * Which satellite the terminal follows. The network's choice wins while it is visible; else the current one is kept until it sinks,
 * gives no lock for 15 s, or another is worth the handover for 20 s. Quarantine: 60 s.
 */
export const planSatelliteChoice = (
  state: SatelliteChoiceState,
  seen: SatelliteChoiceObservation,
  nowMs: MonotonicMs,
): Plan => {
  const sky: Sky = { seen, nowMs, ageS: (nowMs - seen.tracksAtMs) / 1000 }
  const watched = watch(state, sky)
  const assigned = assignedTrack(sky)
  if (assigned) return followAssigned(watched, assigned, sky)
  const current = watched.followed && trackOf(sky, watched.followed.noradId)
  if (!current || isSinking(current, sky)) return leave(watched, current, sky)
  if (isWithoutLock(watched, nowMs)) return giveUp(watched, current, sky)
  return considerBetter(watched, current, sky)
}

const trackOf = ({ seen }: Sky, noradId: number): SkyTrack | undefined =>
  seen.tracks.find((track) => track.noradId === noradId)

const isSinking = (track: SkyTrack, { seen, ageS }: Sky): boolean =>
  elevationAt(track, ageS + LEAVE_BEFORE_S) < seen.maskDeg

/** Keeps the clocks of lock and quarantine; the same state again when nothing has changed. */
const watch = (state: SatelliteChoiceState, { seen, nowMs }: Sky): SatelliteChoiceState => {
  const isAimed = state.followed !== undefined && (seen.aimErrorDeg ?? 180) <= AIMED_DEG
  const isWaiting = isAimed && !seen.isLocked
  const isOver = state.quarantined.some((one) => one.untilMs <= nowMs)
  if (isWaiting === (state.unlockedSinceMs !== undefined) && !isOver) return state
  const { unlockedSinceMs = nowMs, ...rest } = state
  return {
    ...rest,
    quarantined: isOver ? state.quarantined.filter((one) => one.untilMs > nowMs) : state.quarantined,
    ...(isWaiting && { unlockedSinceMs }),
  }
}

const isWithoutLock = (state: SatelliteChoiceState, nowMs: MonotonicMs): boolean =>
  state.unlockedSinceMs !== undefined && nowMs - state.unlockedSinceMs >= NO_LOCK_MS

const assignedTrack = (sky: Sky): SkyTrack | undefined => {
  const { assignedNoradId, maskDeg } = sky.seen
  const track = assignedNoradId === undefined ? undefined : trackOf(sky, assignedNoradId)
  return track && elevationAt(track, sky.ageS) >= maskDeg ? track : undefined
}

const followAssigned = (state: SatelliteChoiceState, track: SkyTrack, sky: Sky): Plan => {
  if (state.followed?.noradId === track.noradId) {
    if (state.followed.isAssigned) return nothing(state)
    return nothing({ ...state, followed: { ...state.followed, isAssigned: true } })
  }
  return follow(state, { track, isAssigned: true, why: 'assigned by the network' }, sky)
}

const nothing = (state: SatelliteChoiceState): Plan => ({ state, actions: [], reasons: [] })

const follow = (
  state: SatelliteChoiceState,
  next: { track: SkyTrack; isAssigned: boolean; why: string },
  { seen, nowMs, ageS }: Sky,
): Plan => {
  const { noradId, name } = next.track
  return {
    state: {
      followed: { noradId, name, sinceMs: nowMs, isAssigned: next.isAssigned },
      quarantined: state.quarantined,
      isSearching: false,
    },
    actions: [{ do: 'follow', noradId }],
    reasons: [`${name}: ${describe(next.track, ageS, seen.maskDeg)}; ${next.why}`],
  }
}

/** The one that serves longest and highest within the prediction; undefined when none will do. */
const best = (state: SatelliteChoiceState, { seen, ageS }: Sky, except?: number): SkyTrack | undefined => {
  let found: SkyTrack | undefined
  let highest = 0
  for (const track of seen.tracks) {
    if (track.noradId === except || elevationAt(track, ageS) < seen.maskDeg) continue
    if (state.quarantined.some((one) => one.noradId === track.noradId)) continue
    const worth = value(track, ageS, seen.maskDeg)
    if (worth <= highest) continue
    highest = worth
    found = track
  }
  return found
}

/** There is no satellite, or it goes: the best of the others, or it for its last seconds, or none. */
const leave = (state: SatelliteChoiceState, current: SkyTrack | undefined, sky: Sky): Plan => {
  const next = best(state, sky, current?.noradId)
  if (next) return follow(state, { track: next, isAssigned: false, why: whyLeft(state, current, sky) }, sky)
  if (current && elevationAt(current, sky.ageS) >= sky.seen.maskDeg) return nothing(state)
  if (state.isSearching) return nothing(state)
  return {
    state: { quarantined: state.quarantined, isSearching: true },
    actions: [{ do: 'search' }],
    reasons: [`no satellite above ${sky.seen.maskDeg}°${state.quarantined.length > 0 ? ' out of quarantine' : ''}`],
  }
}

const whyLeft = (state: SatelliteChoiceState, current: SkyTrack | undefined, { seen, ageS }: Sky): string => {
  if (current)
    return `${current.name} sinks below ${seen.maskDeg}° in ${Math.max(0, leftS(current, ageS, seen.maskDeg)).toFixed(0)} s`
  return state.followed ? `${state.followed.name} has left the sky` : 'nothing was followed'
}

const giveUp = (state: SatelliteChoiceState, current: SkyTrack, sky: Sky): Plan => {
  const untilMs = (sky.nowMs + QUARANTINE_MS) as MonotonicMs
  const { unlockedSinceMs: _, ...rest } = state
  const quarantined = { ...rest, quarantined: [...state.quarantined, { noradId: current.noradId, untilMs }] }
  const why = `${current.name} gave no lock for ${NO_LOCK_MS / 1000} s and waits ${QUARANTINE_MS / 1000} s`
  const next = best(quarantined, sky, current.noradId)
  if (next) return follow(quarantined, { track: next, isAssigned: false, why }, sky)
  return {
    state: quarantinedAlone(quarantined),
    actions: [{ do: 'search' }],
    reasons: [`${why}; no other is above the mask`],
  }
}

const quarantinedAlone = (state: SatelliteChoiceState): SatelliteChoiceState => ({
  quarantined: state.quarantined,
  isSearching: true,
})

/** A handover must gain more, while the current one lasts, than it costs, and must do so for 20 s. */
const considerBetter = (state: SatelliteChoiceState, current: SkyTrack, sky: Sky): Plan => {
  if (state.consideredTracksAtMs === sky.seen.tracksAtMs) return nothing(state)
  const { better, ...rest } = state
  const considered: SatelliteChoiceState = { ...rest, consideredTracksAtMs: sky.seen.tracksAtMs }
  const found = findBetter(state, current, sky)
  if (!found) return nothing(considered)
  if (better?.noradId !== found.track.noradId) {
    return nothing({ ...considered, better: { noradId: found.track.noradId, sinceMs: sky.nowMs } })
  }
  if (sky.nowMs - better.sinceMs < BETTER_FOR_MS) return nothing({ ...considered, better })
  const why = `worth ${found.gainS.toFixed(0)} s more than ${current.name} for ${BETTER_FOR_MS / 1000} s`
  return follow(state, { track: found.track, isAssigned: false, why }, sky)
}

const findBetter = (
  state: SatelliteChoiceState,
  current: SkyTrack,
  sky: Sky,
): { track: SkyTrack; gainS: number } | undefined => {
  const { maskDeg } = sky.seen
  const lastsS = leftS(current, sky.ageS, maskDeg)
  const own = worthOver(current, sky.ageS, lastsS)
  // Even a satellite in the zenith all the time would not pay: no need to look at any other.
  if (lastsS - own <= HANDOVER_COST_S) return undefined
  const track = best(state, sky, current.noradId)
  if (!track) return undefined
  const gainS = worthOver(track, sky.ageS, Math.min(lastsS, leftS(track, sky.ageS, maskDeg))) - own
  return gainS > HANDOVER_COST_S ? { track, gainS } : undefined
}
