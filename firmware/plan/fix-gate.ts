import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import { distanceM, type Geodetic } from '../domain/geodesy.ts'
import { type NotMeasured, notMeasured } from './fix-quality.ts'
import { agrees, agreesFrom, type Claim, type Run } from './fix-run.ts'
import type { Planned } from './planned.ts'

/** One epoch with a position, as a receiver gave it: degrees WGS84, metres, m/s. */
export interface FixSeen {
  kind: 'fix'
  atMs: MonotonicMs
  utcMs?: UtcMs
  mode: '2d' | '3d'
  /** How the receiver came by it, in its own words. */
  quality?: string
  latDeg: number
  lonDeg: number
  heightM?: number
  speedMps?: number
  courseTrueDeg?: number
  satellitesUsed?: number
  hdop?: number
  /** Against what is known of the train without this fix; absent while nothing is. */
  weighed?: Weighed
}

/** How far a fix is from the estimate: metres, and squares of the innovation over its variance, two degrees of freedom each. */
export interface Weighed {
  offM: number
  positionNis: number
  /** Of the velocity; 0 when the fix tells none. */
  speedNis: number
}

/** An epoch, or a silence, without a position. */
export type NoFixSeen =
  | { kind: 'no-fix'; atMs: MonotonicMs; utcMs?: UtcMs; reason: 'receiver-says-no' | 'silent' }
  | NotMeasured

/** What the gate remembers. */
export interface FixGateState {
  last?: AcceptedFix
  /** Fixes have agreed with the estimate since then: a first fix may be wrong. */
  trustedFromMs?: number
  /** Fixes in a row that were not accepted and agree with each other: anything else between them ends it. */
  waiting?: Run
  standing: 'starting' | 'fixed' | 'refused' | NoFixSeen['reason']
  refusedTotal: number
}

/** The part of an accepted fix that the next one is held against; height is kept through 2D fixes. */
export interface AcceptedFix extends Geodetic {
  atMs: MonotonicMs
  speedMps?: number
}

export type NavigationAction =
  /** `restart`: what was known of the place is worth nothing any more. */
  | { do: 'accept'; fix: FixSeen; heightM: number; isRestart: boolean }
  | { do: 'refuse'; fix: FixSeen; because: 'speed' | 'jump' | 'not yet believed' }
  | { do: 'report-no-fix'; reason: NoFixSeen['reason'] }

/** The state to start from. */
export const fixGateAtStart: FixGateState = { standing: 'starting', refusedTotal: 0 }

const FASTEST_MPS = 100
/** Two good fixes of a standing antenna are closer than this. */
const NOISE_M = 30
/** Five and a half sigmas in two dimensions: one good fix in three million. */
const NIS_MAX = 30
/** After a gap of this a receiver may come back wild: so many fixes must agree with the estimate and each other. */
const RETURN_AFTER_MS = 3_000
const RETURN_COUNT = 3
/** A first fix is trusted after this; until then five that agree replace it. */
const TRUSTED_AFTER_MS = 10_000
const INSIST_COUNT = 5
/** Later fixes must insist for this long: receivers that come back wild settle within seconds. */
const INSIST_MS = 30_000

type Plan = Planned<FixGateState, NavigationAction>

/**
 * Accepts or refuses one report of the receiver: only what was measured, no faster than 100 m/s, no jump, nothing that the estimate rules out. On
 * return from a gap several fixes must agree; a run that goes on disagreeing with the estimate is believed in the end.
 */
export const planNavigation = (state: FixGateState, told: FixSeen | NoFixSeen, nowMs: MonotonicMs): Plan => {
  const seen = (told.kind === 'fix' && notMeasured(told)) || told
  if (seen.kind === 'no-fix') return noFix(state, seen, nowMs)
  if ((seen.speedMps ?? 0) > FASTEST_MPS) return refuse(withoutRun(state), seen, 'speed')
  if (!state.last) return accept(state, seen, true)
  const refusal = whyRefused(state.last, seen)
  const run = runWith(state.waiting, seen)
  if (refusal) return insist({ ...state, waiting: run }, seen, refusal)
  const isReturn = seen.atMs - state.last.atMs >= RETURN_AFTER_MS
  if (isReturn && run.count < RETURN_COUNT) return refuse({ ...state, waiting: run }, seen, 'not yet believed')
  return accept(state, seen, false)
}

const withoutRun = ({ waiting: _, ...rest }: FixGateState): FixGateState => rest

const claimOf = ({ atMs, latDeg, lonDeg, speedMps }: FixSeen): Claim => ({
  atMs,
  latDeg,
  lonDeg,
  ...(speedMps !== undefined && { speedMps }),
})

/** The run of waiting fixes with one more, or a new one when it does not belong. */
const runWith = (run: Run | undefined, seen: FixSeen): Run => {
  const claim = claimOf(seen)
  if (!run || !agrees(run.last, claim) || !agreesFrom(run, claim)) {
    return { first: claim, last: claim, count: 1, speedSumMps: claim.speedMps ?? 0 }
  }
  return { ...run, last: claim, count: run.count + 1, speedSumMps: run.speedSumMps + (claim.speedMps ?? 0) }
}

const whyRefused = (last: AcceptedFix, seen: FixSeen): 'speed' | 'jump' | undefined => {
  const seconds = Math.max(0, seen.atMs - last.atMs) / 1000
  if (!isWithin(last, seen, NOISE_M + FASTEST_MPS * seconds)) return 'jump'
  if (!seen.weighed) return undefined
  // what cannot be weighed is not believed: no number is within the bound, either
  if (!(seen.weighed.positionNis <= NIS_MAX)) return 'jump'
  return seen.weighed.speedNis <= NIS_MAX ? undefined : 'speed'
}

const isWithin = (from: AcceptedFix, to: FixSeen, reachM: number): boolean => {
  // A degree of latitude is 111 km: the cheap bound settles nearly every fix.
  const degrees = Math.abs(to.latDeg - from.latDeg) + Math.abs(to.lonDeg - from.lonDeg)
  return degrees * 111_700 <= reachM || distanceM(from, { ...to, heightM: 0 }) <= reachM
}

const accept = (state: FixGateState, seen: FixSeen, isRestart: boolean): Plan => {
  const heightM = seen.heightM ?? state.last?.heightM ?? 0
  const trustedFromMs = isRestart ? seen.atMs + TRUSTED_AFTER_MS : (state.trustedFromMs ?? seen.atMs)
  const { atMs, latDeg, lonDeg, speedMps } = seen
  const last = { atMs, latDeg, lonDeg, heightM, ...(speedMps !== undefined && { speedMps }) }
  return {
    state: { ...withoutRun(state), last, trustedFromMs, standing: 'fixed' },
    actions: [{ do: 'accept', fix: seen, heightM, isRestart }],
    reasons: whyAccepted(state, seen),
  }
}

const whyAccepted = (state: FixGateState, seen: FixSeen): readonly string[] => {
  if (state.standing === 'fixed') return []
  if (!state.last) return [`first fix, ${seen.mode.toUpperCase()}`]
  return [`fix is back after ${((seen.atMs - state.last.atMs) / 1000).toFixed(1)} s`]
}

type Because = Extract<NavigationAction, { do: 'refuse' }>['because']

const refuse = (state: FixGateState, seen: FixSeen, because: Because): Plan => {
  const isPatient = because === 'not yet believed'
  return {
    state: isPatient ? state : { ...state, standing: 'refused', refusedTotal: state.refusedTotal + 1 },
    actions: [{ do: 'refuse', fix: seen, because }],
    reasons:
      isPatient || state.standing === 'refused' ? [] : [`fix refused: ${refusalText(seen, because, state.last)}`],
  }
}

const refusalText = (seen: FixSeen, because: Because, last: AcceptedFix | undefined): string => {
  const speedMps = seen.speedMps ?? 0
  if (because === 'jump') return `it is ${kmBetween(last, seen)} from where the train can be`
  if (speedMps > FASTEST_MPS) return `${speedMps.toFixed(0)} m/s is above ${FASTEST_MPS} m/s`
  return `the train does not go ${speedMps.toFixed(0)} m/s that way`
}

const kmBetween = (last: AcceptedFix | undefined, seen: FixSeen): string => {
  const offM = seen.weighed?.offM ?? (last ? distanceM(last, { ...seen, heightM: 0 }) : 0)
  return `${(offM / 1000).toFixed(2)} km`
}

const insist = (state: FixGateState, seen: FixSeen, because: 'speed' | 'jump'): Plan => {
  const { waiting, trustedFromMs } = state
  const isTrusted = trustedFromMs !== undefined && seen.atMs >= trustedFromMs
  const forMs = isTrusted ? INSIST_MS : 0
  if (!waiting || waiting.count < INSIST_COUNT || seen.atMs - waiting.first.atMs < forMs)
    return refuse(state, seen, because)
  const reason = `${waiting.count} fixes in a row insist on a place ${kmBetween(state.last, seen)} from where the train was thought: accepted`
  return { ...accept(state, seen, true), reasons: [reason] }
}

const noFix = (state: FixGateState, seen: NoFixSeen, nowMs: MonotonicMs): Plan => {
  const isNews = state.standing !== seen.reason
  const ago = state.last ? `, the last one ${((nowMs - state.last.atMs) / 1000).toFixed(1)} s ago` : ''
  return {
    state: { ...withoutRun(state), standing: seen.reason },
    actions: [{ do: 'report-no-fix', reason: seen.reason }],
    reasons: isNews ? [`${whyNoFix(seen)}${ago}`] : [],
  }
}

const whyNoFix = (seen: NoFixSeen): string => {
  if (seen.reason === 'not-measured') return `receiver has no fix: its position is ${seen.quality}`
  return seen.reason === 'silent' ? 'receiver is silent' : 'receiver has no fix'
}
