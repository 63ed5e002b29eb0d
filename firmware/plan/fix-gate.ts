import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import { distanceM, type Geodetic } from '../domain/geodesy.ts'
import type { Planned } from './planned.ts'

/** One epoch with a position, as a receiver gave it: degrees WGS84, metres, m/s. */
export interface FixSeen {
  kind: 'fix'
  atMs: MonotonicMs
  utcMs?: UtcMs
  mode: '2d' | '3d'
  latDeg: number
  lonDeg: number
  heightM?: number
  speedMps?: number
  courseTrueDeg?: number
  satellitesUsed?: number
  hdop?: number
}

/** An epoch, or a silence, without a position. */
export interface NoFixSeen {
  kind: 'no-fix'
  atMs: MonotonicMs
  utcMs?: UtcMs
  reason: 'receiver-says-no' | 'silent'
}

/** What the gate remembers. */
export interface FixGateState {
  last?: AcceptedFix
  /** Refused fixes in a row that agree with each other, and the newest of them. */
  insisting: { count: number; fix?: AcceptedFix }
  standing: 'starting' | 'fixed' | 'refused' | 'receiver-says-no' | 'silent'
  refusedTotal: number
}

/** The part of an accepted fix that the next one is held against; height is kept through 2D fixes. */
export interface AcceptedFix extends Geodetic {
  atMs: MonotonicMs
  speedMps?: number
}

export type NavigationAction =
  | { do: 'accept'; fix: FixSeen; heightM: number }
  | { do: 'refuse'; fix: FixSeen; because: 'speed' | 'jump' }
  | { do: 'report-no-fix'; reason: NoFixSeen['reason'] }

/** The state to start from. */
export const fixGateAtStart: FixGateState = { insisting: { count: 0 }, standing: 'starting', refusedTotal: 0 }

const FASTEST_MPS = 100
/** Two good fixes of a standing antenna are closer than this. */
const NOISE_M = 30
/** How much faster than at the last fix a train may have become: at once (noise), and with time. */
const SPEED_MARGIN_MPS = 10
const ACCELERATION_MPS2 = 2
const INSIST_COUNT = 5

/** Accepts or refuses one report of the receiver: no faster than 100 m/s, no jump; five refused ones that agree are believed. */
export const planNavigation = (
  state: FixGateState,
  seen: FixSeen | NoFixSeen,
  nowMs: MonotonicMs,
): Planned<FixGateState, NavigationAction> => {
  if (seen.kind === 'no-fix') return noFix(state, seen, nowMs)
  if ((seen.speedMps ?? 0) > FASTEST_MPS) return refuse(state, seen, 'speed')
  if (!state.last || isReachable(state.last, seen)) return accept(state, seen)
  return insist(state, state.last, seen)
}

const fixFrom = (seen: FixSeen, heightM: number): AcceptedFix => ({
  atMs: seen.atMs,
  latDeg: seen.latDeg,
  lonDeg: seen.lonDeg,
  heightM,
  ...(seen.speedMps !== undefined && { speedMps: seen.speedMps }),
})

const isReachable = (from: AcceptedFix, to: FixSeen): boolean => {
  const seconds = Math.max(0, to.atMs - from.atMs) / 1000
  const knownMps = from.speedMps === undefined ? FASTEST_MPS : from.speedMps + SPEED_MARGIN_MPS
  const reachM = NOISE_M + Math.min(FASTEST_MPS, knownMps + ACCELERATION_MPS2 * seconds) * seconds
  // A degree of latitude is 111 km: the cheap bound settles nearly every fix.
  const degrees = Math.abs(to.latDeg - from.latDeg) + Math.abs(to.lonDeg - from.lonDeg)
  return degrees * 111_700 <= reachM || distanceM(from, { ...to, heightM: 0 }) <= reachM
}

const accept = (state: FixGateState, seen: FixSeen): Planned<FixGateState, NavigationAction> => {
  const heightM = seen.heightM ?? state.last?.heightM ?? 0
  const next: FixGateState = {
    ...state,
    last: fixFrom(seen, heightM),
    insisting: fixGateAtStart.insisting,
    standing: 'fixed',
  }
  return { state: next, actions: [{ do: 'accept', fix: seen, heightM }], reasons: whyAccepted(state, seen) }
}

const whyAccepted = (state: FixGateState, seen: FixSeen): readonly string[] => {
  if (state.standing === 'fixed') return []
  if (!state.last) return [`first fix, ${seen.mode.toUpperCase()}`]
  return [`fix is back after ${((seen.atMs - state.last.atMs) / 1000).toFixed(1)} s`]
}

const refuse = (
  state: FixGateState,
  seen: FixSeen,
  because: 'speed' | 'jump',
): Planned<FixGateState, NavigationAction> => {
  const why =
    because === 'speed'
      ? `fix refused: ${(seen.speedMps ?? 0).toFixed(0)} m/s is above ${FASTEST_MPS} m/s`
      : `fix refused: it is ${kmBetween(state.last, seen)} from the last one`
  return {
    state: { ...state, standing: 'refused', refusedTotal: state.refusedTotal + 1 },
    actions: [{ do: 'refuse', fix: seen, because }],
    reasons: state.standing === 'refused' ? [] : [why],
  }
}

const kmBetween = (from: AcceptedFix | undefined, seen: FixSeen): string =>
  from ? `${(distanceM(from, { ...seen, heightM: 0 }) / 1000).toFixed(2)} km` : 'far'

const insist = (state: FixGateState, last: AcceptedFix, seen: FixSeen): Planned<FixGateState, NavigationAction> => {
  const before = state.insisting.fix
  const count = before && isReachable(before, seen) ? state.insisting.count + 1 : 1
  if (count < INSIST_COUNT) {
    return refuse({ ...state, insisting: { count, fix: fixFrom(seen, seen.heightM ?? last.heightM) } }, seen, 'jump')
  }
  const reason = `${count} fixes in a row insist on a place ${kmBetween(last, seen)} from the last one: accepted`
  return { ...accept(state, seen), reasons: [reason] }
}

const noFix = (state: FixGateState, seen: NoFixSeen, nowMs: MonotonicMs): Planned<FixGateState, NavigationAction> => {
  const isNews = state.standing !== seen.reason
  const ago = state.last ? `, the last one ${((nowMs - state.last.atMs) / 1000).toFixed(1)} s ago` : ''
  const why = seen.reason === 'silent' ? `receiver is silent${ago}` : `receiver has no fix${ago}`
  return {
    state: isNews ? { ...state, standing: seen.reason, insisting: fixGateAtStart.insisting } : state,
    actions: [{ do: 'report-no-fix', reason: seen.reason }],
    reasons: isNews ? [why] : [],
  }
}
