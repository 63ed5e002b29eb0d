import { type MonotonicMs, type UtcMs, utcMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'
import { claimWith, confirmationOf, isSameTime, rankOf, type TimeClaim, type TimeObservation } from './time-claims.ts'
import { type Drift, driftWith, noDrift } from './time-drift.ts'

/** UTC as it is held: an offset to the monotonic clock at one time, carried on from there. */
interface HeldTime {
  source: TimeObservation['source']
  name: string
  trust: 'candidate' | 'trusted'
  offsetMs: number
  sigmaMs: number
  atMs: number
}

/** What is remembered of time. */
export interface TimeState {
  /** Nothing happens before this: the build date, or a later time that was trusted and kept. */
  notBeforeUtcMs: number
  held?: HeldTime
  claims: Readonly<Record<string, TimeClaim>>
  drift: Drift
  keptAtMs?: number
  refusedTotal: number
}

/** A trusted time is worth keeping over a restart: nothing after it happens before. */
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

/** The state to start from; `keptUtcMs` is the last trusted time of an earlier run. */
export const timeAtStart = (buildUtcMs: number, keptUtcMs = Number.NEGATIVE_INFINITY): TimeState => ({
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
 * monotonic clock; a trusted time is not moved by a source that jumps, only by two that agree, or a run of a better one.
 */
export const planTime = (state: TimeState, seen: TimeObservation, nowMs: MonotonicMs): Plan => {
  const impossible = whyImpossible(state, seen)
  const key = `${seen.source} ${seen.name}`
  const before = state.claims[key]
  if (impossible || seen.isDoubted) {
    const { [key]: _, ...claims } = state.claims
    const isNews = before !== undefined || state.refusedTotal === 0
    return refused({ ...state, claims }, isNews ? [`${key} is refused: ${impossible ?? 'it may be spoofed'}`] : [])
  }
  const claim = claimWith(before, seen)
  const known = { ...state, claims: bounded({ ...state.claims, [key]: claim }, key) }
  const held = heldAt(known, claim.lastAtMs)
  const confirmation = confirmationOf(claim, known.claims)
  if (!held || isSameTime(held, claim)) return kept(adopted(known, { claim, held, because: confirmation?.text }), nowMs)
  if (mayReplace(held, claim, confirmation?.by))
    return kept(adopted({ ...known, drift: noDrift }, { claim, held: undefined, because: confirmation?.text }), nowMs)
  const offS = ((claim.offsetMs - held.offsetMs) / 1000).toFixed(1)
  return refused(
    known,
    claim.count === 1 ? [`${key} is refused: it is ${offS} s off the time held from ${held.source}`] : [],
  )
}

const refused = (state: TimeState, reasons: readonly string[]): Plan => ({
  state: { ...state, refusedTotal: state.refusedTotal + 1 },
  actions: [],
  reasons,
})

const whyImpossible = ({ notBeforeUtcMs }: TimeState, { utcMs, sigmaMs }: TimeObservation): string | undefined => {
  const text = Number.isFinite(utcMs) && Math.abs(utcMs) < 8.64e15 ? new Date(utcMs).toISOString() : String(utcMs)
  if (!(utcMs + 4 * sigmaMs >= notBeforeUtcMs)) return `${text} is before the build or the last trusted time`
  return utcMs > notBeforeUtcMs + LIFE_MS ? `${text} is too far ahead` : undefined
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

const mayReplace = (held: HeldTime, claim: TimeClaim, confirmedBy: 'run' | 'second' | undefined): boolean => {
  const isBetter = rankOf(claim.source) > rankOf(held.source)
  if (held.trust === 'trusted') return confirmedBy === 'second' || (confirmedBy === 'run' && isBetter)
  return confirmedBy !== undefined || isBetter
}

interface Adoption {
  claim: TimeClaim
  /** The time that it goes on from; none when it begins anew. */
  held: HeldTime | undefined
  because: string | undefined
}

const adopted = (state: TimeState, { claim, held, because }: Adoption): Plan => {
  const { source, name, offsetMs, lastAtMs: atMs } = claim
  const trust = because !== undefined || held?.trust === 'trusted' ? 'trusted' : 'candidate'
  const isSurer = !held || rankOf(source) >= rankOf(held.source) || claim.sigmaMs < held.sigmaMs
  // Who only agrees makes the time no younger: its age goes on.
  const next: HeldTime = isSurer
    ? { source, name, trust, offsetMs, sigmaMs: claim.sigmaMs, atMs }
    : { ...(state.held ?? held), trust }
  const drift = isSurer && source === 'gnss' ? driftWith(state.drift, claim) : state.drift
  const isTurn = state.held?.trust !== trust || state.held.source !== next.source
  const text = `time is ${trust} from ${next.source} ${next.name}`
  return {
    state: { ...state, held: next, drift },
    actions: [],
    reasons: isTurn ? [text, ...(because ? [because] : [])] : [],
  }
}

/** A trusted time is kept now and then; nothing goes back behind it any more. */
const kept = (plan: Plan, nowMs: MonotonicMs): Plan => {
  const { trust, sigmaMs = 0, utcMs: now } = timeAt(plan.state, nowMs)
  const isDue = nowMs - (plan.state.keptAtMs ?? Number.NEGATIVE_INFINITY) >= KEEP_EVERY_MS
  if (trust !== 'trusted' || now === undefined || !isDue) return plan
  const keptUtcMs = utcMs(Math.floor(now - 4 * sigmaMs))
  const notBeforeUtcMs = Math.max(plan.state.notBeforeUtcMs, keptUtcMs)
  return {
    ...plan,
    state: { ...plan.state, keptAtMs: nowMs, notBeforeUtcMs },
    actions: [...plan.actions, { do: 'keep', utcMs: keptUtcMs }],
  }
}
