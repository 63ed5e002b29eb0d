import { type MonotonicMs, type UtcMs, utcMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'
import { claimWith, confirmationOf, isSameTime, rankOf, type TimeClaim, type TimeObservation } from './time-claims.ts'
import { type Drift, driftWith, noDrift } from './time-drift.ts'
import { disproves, isLasting, provenOffsetMs } from './time-proof.ts'

/** UTC as it is held: an offset to the monotonic clock at one time, carried on from there. */
interface HeldTime {
  source: TimeObservation['source']
  name: string
  isReceiverClock: boolean
  trust: 'candidate' | 'trusted'
  offsetMs: number
  sigmaMs: number
  atMs: number
}

/** What is remembered of time. */
export interface TimeState {
  /** Nothing happened before this: the build date, less a day. */
  buildUtcMs: number
  /** Nothing happens before this: the build date, or a later time that was proven and kept. */
  notBeforeUtcMs: number
  held?: HeldTime
  claims: Readonly<Record<string, TimeClaim>>
  drift: Drift
  keptAtMs?: number
  refusedTotal: number
}

/** A proven time is kept over a restart: nothing after it happens before. Earlier than what was kept when that was wrong. */
export type TimeAction = { do: 'keep'; utcMs: UtcMs }

/** The time at one moment, as the topic tells it. */
export interface TimeNow {
  utcMs?: UtcMs
  source: 'none' | TimeObservation['source']
  trust: 'none' | 'candidate' | 'trusted'
  sigmaMs?: number
}

/** A time that is less sure than this is no longer trusted: chosen, a satellite at 1,200 km moves 0.3° in it. */
const TRUSTED_WITHIN_MS = 1_000
/** As drivers have it: who builds may be in another zone than what is built. */
const BUILD_GRACE_MS = 86_400_000
const KEEP_EVERY_MS = 10 * 60_000
/** Epochs come five times a second, or once; three of those may be lost. */
const SERVED_FOR_MS = 3_500
/** Nothing that is built lives this long: a date beyond it is wrong. */
const LIFE_MS = 25 * 365.25 * 86_400_000
const CLAIMS_AT_MOST = 16
/** A better source is taken though it is less sure, unless by more than an order of magnitude; chosen. */
const MUCH_LESS_SURE = 10
/** The slowest clock is asked once a minute; one answer may be lost. */
const SILENT_AFTER_MS = 150_000

/** The state to start from; `keptUtcMs` is the last proven time of an earlier run. */
export const timeAtStart = (buildUtcMs: number, keptUtcMs = Number.NEGATIVE_INFINITY): TimeState => ({
  buildUtcMs: buildUtcMs - BUILD_GRACE_MS,
  notBeforeUtcMs: Math.max(buildUtcMs - BUILD_GRACE_MS, Math.min(keptUtcMs, buildUtcMs + LIFE_MS)),
  claims: {},
  drift: noDrift,
  refusedTotal: 0,
})

const heldAt = ({ held, drift }: TimeState, atMs: number): HeldTime | undefined => {
  if (!held) return undefined
  const ageMs = atMs - held.atMs
  const sigmaMs = Math.hypot(held.sigmaMs, (Math.abs(ageMs) * drift.sigmaPpm) / 1e6)
  const trust = sigmaMs > TRUSTED_WITHIN_MS ? 'candidate' : held.trust
  return { ...held, trust, sigmaMs, atMs, offsetMs: held.offsetMs + (ageMs * drift.ppm) / 1e6 }
}

/** UTC at a time of the monotonic clock; its sigma grows with the age of what it rests on. */
export const timeAt = (state: TimeState, atMs: MonotonicMs): TimeNow => {
  const held = heldAt(state, atMs)
  if (!held) return { source: 'none', trust: 'none' }
  const { source, trust, sigmaMs, offsetMs } = held
  return { utcMs: utcMs(Math.round(atMs + offsetMs)), source, trust, sigmaMs }
}

/**
 * UTC for others to follow: trusted, from satellites, and from now. What rests on an RTC, on NTP or on the past is not
 * handed on as if satellites said it: whoever follows holds over by itself, and says how unsure it grows.
 */
export const servedAt = (state: TimeState, atMs: MonotonicMs): UtcMs | undefined => {
  const { held } = state
  if (held?.source !== 'gnss' || atMs - held.atMs > SERVED_FOR_MS) return undefined
  const { trust, utcMs: now } = timeAt(state, atMs)
  return trust === 'trusted' ? now : undefined
}

type Plan = Planned<TimeState, TimeAction>

/**
 * Takes one observation. The first date is a candidate until a second source agrees or a run of it advances with the
 * monotonic clock; a trusted time is not moved by a source that jumps, only by two that agree, a run of a better one, or a
 * run that lasts while nobody else says what is held.
 */
export const planTime = (state: TimeState, seen: TimeObservation, nowMs: MonotonicMs): Plan => {
  const key = keyOf(seen)
  const impossible = whyImpossible(state, seen)
  const before = state.claims[key]
  if (impossible || seen.isDoubted) {
    const { [key]: _, ...claims } = state.claims
    const isNews = before !== undefined || state.refusedTotal === 0
    return refused({ ...state, claims }, isNews ? [`${key} is refused: ${impossible ?? 'it may be spoofed'}`] : [])
  }
  const claim = claimWith(before, seen)
  const known = { ...state, claims: bounded({ ...state.claims, [key]: claim }, key) }
  if (!isBefore(seen, state.notBeforeUtcMs)) return weighed(known, claim, nowMs)
  const disproof = disproves(claim, known.claims)
  if (!disproof) return refused(known, claim.count === 1 ? [`${key} is refused: ${tooEarly(seen)}`] : [])
  return lowered(known, { claim, disproof, nowMs })
}

const keyOf = ({ source, name }: Pick<TimeClaim, 'source' | 'name'>): string => `${source} ${name}`

/** A claim that can be beside the time that is held. */
const weighed = (known: TimeState, claim: TimeClaim, nowMs: MonotonicMs): Plan => {
  const held = heldAt(known, claim.lastAtMs)
  const confirmation = confirmationOf(claim, known.claims)
  if (!held || isSameTime(held, claim)) return kept(adopted(known, { claim, held, because: confirmation?.text }), nowMs)
  const outlasts = isLasting(claim) && (known.held?.atMs ?? 0) < claim.firstAtMs
  if (outlasts || mayReplace(held, claim, confirmation?.by))
    return kept(adopted({ ...known, drift: noDrift }, { claim, held: undefined, because: confirmation?.text }), nowMs)
  const offS = ((claim.offsetMs - held.offsetMs) / 1000).toFixed(1)
  return refused(
    known,
    claim.count === 1 ? [`${keyOf(claim)} is refused: it is ${offS} s off the time held from ${held.source}`] : [],
  )
}

interface Lowering {
  claim: TimeClaim
  disproof: NonNullable<ReturnType<typeof disproves>>
  nowMs: MonotonicMs
}

/** What was kept was wrong: it goes back as far as those who say so prove, and never behind the build. */
const lowered = (state: TimeState, { claim, disproof, nowMs }: Lowering): Plan => {
  const notBeforeUtcMs = Math.max(state.buildUtcMs, Math.floor(nowMs + disproof.offsetMs))
  const plan = weighed({ ...state, notBeforeUtcMs, keptAtMs: nowMs }, claim, nowMs)
  return {
    ...plan,
    actions: [{ do: 'keep', utcMs: utcMs(notBeforeUtcMs) }, ...plan.actions],
    reasons: [`the time that was kept is given up: ${disproof.by} agree on an earlier one`, ...plan.reasons],
  }
}

const refused = (state: TimeState, reasons: readonly string[]): Plan => ({
  state: { ...state, refusedTotal: state.refusedTotal + 1 },
  actions: [],
  reasons,
})

const isBefore = ({ utcMs, sigmaMs }: TimeObservation, floorUtcMs: number): boolean =>
  !(utcMs + 4 * sigmaMs >= floorUtcMs)

const dateOf = ({ utcMs }: TimeObservation): string =>
  Number.isFinite(utcMs) && Math.abs(utcMs) < 8.64e15 ? new Date(utcMs).toISOString() : String(utcMs)

const tooEarly = (seen: TimeObservation): string => `${dateOf(seen)} is before the build or the last time that was kept`

const whyImpossible = ({ buildUtcMs, notBeforeUtcMs }: TimeState, seen: TimeObservation): string | undefined => {
  if (isBefore(seen, buildUtcMs)) return tooEarly(seen)
  return seen.utcMs > notBeforeUtcMs + LIFE_MS ? `${dateOf(seen)} is too far ahead` : undefined
}

/** The oldest goes when there are too many: names come from outside. */
const bounded = (claims: Record<string, TimeClaim>, newest: string): Readonly<Record<string, TimeClaim>> => {
  const names = Object.keys(claims)
  if (names.length <= CLAIMS_AT_MOST) return claims
  const oldest = names.filter((name) => name !== newest).sort((a, b) => at(claims, a) - at(claims, b))[0] as string
  const { [oldest]: _, ...rest } = claims
  return rest
}

const at = (claims: Record<string, TimeClaim>, name: string): number => claims[name]?.lastAtMs ?? 0

/** Whether a claim of another time takes the place of what is held. */
const mayReplace = (held: HeldTime, claim: TimeClaim, confirmedBy: 'run' | 'second' | undefined): boolean => {
  const isBetter = rankOf(claim) > rankOf(held)
  if (held.trust === 'trusted') return confirmedBy === 'second' || (confirmedBy === 'run' && isBetter)
  return confirmedBy !== undefined || isBetter
}

/**
 * Whether the time goes on from a claim that agrees: of the same source, of a better one that is not much less sure, or of
 * any that is surer once the held one is silent, or too old to be trusted. So two that agree do not take turns.
 */
const mayLead = (held: HeldTime, claim: TimeClaim, silentMs: number): boolean => {
  if (keyOf(held) === keyOf(claim)) return true
  const ahead = rankOf(claim) - rankOf(held)
  if (ahead > 0) return claim.sigmaMs <= MUCH_LESS_SURE * held.sigmaMs
  const isStale = silentMs > (ahead === 0 ? SERVED_FOR_MS : SILENT_AFTER_MS) || held.sigmaMs > TRUSTED_WITHIN_MS
  return isStale && claim.sigmaMs <= held.sigmaMs
}

interface Adoption {
  claim: TimeClaim
  /** The time that it goes on from; none when it begins anew. */
  held: HeldTime | undefined
  because: string | undefined
}

const adopted = (state: TimeState, { claim, held, because }: Adoption): Plan => {
  const { source, name, isReceiverClock, offsetMs, sigmaMs, lastAtMs: atMs } = claim
  const trust = because !== undefined || held?.trust === 'trusted' ? 'trusted' : 'candidate'
  const leads = !held || mayLead(held, claim, atMs - (state.held ?? held).atMs)
  // Who only agrees makes the time no younger: its age goes on.
  const next: HeldTime = leads
    ? { source, name, isReceiverClock, trust, offsetMs, sigmaMs, atMs }
    : { ...(state.held ?? held), trust }
  const drift = leads && source === 'gnss' ? driftWith(state.drift, claim) : state.drift
  const isTurn = state.held?.trust !== trust || state.held.source !== next.source
  const text = `time is ${trust} from ${next.source} ${next.name}`
  return {
    state: { ...state, held: next, drift },
    actions: [],
    reasons: isTurn ? [text, ...(because ? [because] : [])] : [],
  }
}

/** A trusted time that is proven is kept now and then; nothing goes back behind it but by a proof. */
const kept = (plan: Plan, nowMs: MonotonicMs): Plan => {
  const { state } = plan
  const held = heldAt(state, nowMs)
  const isDue = nowMs - (state.keptAtMs ?? Number.NEGATIVE_INFINITY) >= KEEP_EVERY_MS
  if (!isDue || held?.trust !== 'trusted') return plan
  const offsetMs = provenOffsetMs(held, state.claims, nowMs)
  if (offsetMs === undefined || nowMs + offsetMs <= state.notBeforeUtcMs) return plan
  const notBeforeUtcMs = utcMs(Math.floor(nowMs + offsetMs))
  return {
    ...plan,
    state: { ...state, keptAtMs: nowMs, notBeforeUtcMs },
    actions: [...plan.actions, { do: 'keep', utcMs: notBeforeUtcMs }],
  }
}
