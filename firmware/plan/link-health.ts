import type { MonotonicMs } from '../../hal/units.ts'
import { account, accountLost } from './link-health-account.ts'
import { badHalves, type LossKind, lossOver } from './link-health-loss.ts'
import { enterProbe } from './link-health-probes.ts'
import { doubtsOf, type HealthSeen, type HealthState, type HealthVerdict, whyDead } from './link-health-state.ts'
import { because, type LinkReason } from './link-reasons.ts'
import type { Planned } from './planned.ts'
import { fillBudget, type ProbeTerms, spendProbe } from './probe-pace.ts'

/** Whom a probe asks at the other end: its kernel answers also while its program does not run. */
export type Asked = 'program' | 'kernel' | 'both'

export type HealthAction = { do: 'probe'; number: number; asks: Asked }

/** An answer may wait for a program that stood still for longer than this: it is read before anything is judged. */
const LATE_MS = 150
/** In half-seconds: a link that does badly in five of eight is left; a spike or a handover is over before. */
const LOSS_HALVES = 8
const BAD_HALVES = 5
/** Of probes it is known in which half-second they were lost; of packets between two probes it is not. */
const BAD_PROBE_HALVES = 4
/** Of all that was sent meanwhile; probes are few, and one of four that is lost is an accident. */
const LOSSY = 0.1
const LOSSY_PROBES = 0.2
const SLOW_MS = 1_200
const SLOW_FOR_MS = 4_000
/** What a link that did badly needs to be taken for well again. */
const PROOF_MS = 10_000
const PROOF_HALVES = 20
const PROOF_BAD_HALVES = 1
const PROOF_ANSWERS = 8
/** A dead link that answers so often carries again, and may be the last resort. */
const CARRIES_ANSWERS = 3

const passing: readonly LossKind[] = ['up', 'down']

const isLossy = ({ loss }: HealthState, nowMs: MonotonicMs): boolean =>
  (badHalves(loss, LOSS_HALVES, nowMs, passing) >= BAD_HALVES &&
    lossOver(loss, LOSS_HALVES, nowMs, passing).loss > LOSSY) ||
  (badHalves(loss, LOSS_HALVES, nowMs, ['probe']) >= BAD_PROBE_HALVES &&
    lossOver(loss, LOSS_HALVES, nowMs, ['probe']).loss > LOSSY_PROBES)

const badness = (state: HealthState, nowMs: MonotonicMs): LinkReason | undefined => {
  if (isLossy(state, nowMs)) {
    const { kind, loss } = lossOver(state.loss, LOSS_HALVES, nowMs)
    return because(`loses-${kind}`, { percent: Math.round(100 * loss) })
  }
  return state.slowSinceMs !== undefined && nowMs - state.slowSinceMs >= SLOW_FOR_MS
    ? because('takes-more', { ms: SLOW_MS })
    : undefined
}

const isProven = (state: HealthState, nowMs: MonotonicMs): boolean =>
  nowMs - (state.provingSinceMs ?? nowMs) >= PROOF_MS &&
  badHalves(state.loss, PROOF_HALVES, nowMs) <= PROOF_BAD_HALVES &&
  state.answersInARow >= PROOF_ANSWERS

const well: HealthVerdict = { state: 'up', ...because('answered') }

/** As it was last judged, unless something else shows now. */
const judge = (state: HealthState, nowMs: MonotonicMs): HealthState => {
  const { verdict } = state
  const dead = whyDead(state, nowMs)
  if (verdict.state === 'down') {
    if (dead !== undefined || state.answersInARow < CARRIES_ANSWERS) return state
    return degrade(state, because('unproven'), nowMs)
  }
  if (dead !== undefined)
    return {
      ...state,
      verdict: { state: 'down', ...dead },
      answersInARow: 0,
      provingSinceMs: undefined,
      suspicion: undefined,
    }
  const bad = badness(state, nowMs)
  if (bad !== undefined) return verdict.state === 'degraded' ? state : degrade(state, bad, nowMs)
  const isWell = verdict.state === 'unknown' ? state.answersInARow > 0 : isProven(state, nowMs)
  return verdict.state !== 'up' && isWell ? { ...state, verdict: well, provingSinceMs: undefined } : state
}

const degrade = (state: HealthState, reason: LinkReason, nowMs: MonotonicMs): HealthState => ({
  ...state,
  verdict: { state: 'degraded', ...reason },
  provingSinceMs: nowMs,
})

const suspect = (state: HealthState, nowMs: MonotonicMs): HealthState => {
  const isSlow = (state.book.roundTrip?.meanMs ?? 0) > SLOW_MS
  const slowSinceMs = isSlow ? (state.slowSinceMs ?? nowMs) : undefined
  const isDoubted = state.verdict.state !== 'down' && doubtsOf(state, nowMs).length > 0
  const suspicion = isDoubted ? (state.suspicion ?? { sinceMs: nowMs, sent: 0 }) : undefined
  return { ...state, slowSinceMs, suspicion }
}

const BURST_EVERY_MS = 25
const BURST_EVERY_AT_MOST_MS = 150
const BURST_PROBES = 10
const HOPE_EVERY_MS = 100
const DOUBTFUL_EVERY_MS = 125
const PROVING_EVERY_MS = 500
const COSTLY_PROVING_EVERY_MS = 1_000
const DEAD_EVERY_MS = 500
const COSTLY_DEAD_EVERY_MS = 2_000

/** How long after the last probe the next is due. */
const probeEveryMs = (state: HealthState, { use, terms }: HealthSeen, nowMs: MonotonicMs): number => {
  const { suspicion, verdict } = state
  if (suspicion) {
    const shareOfTripMs = (state.book.roundTrip?.meanMs ?? 0) / 6
    const burstMs = Math.min(BURST_EVERY_AT_MOST_MS, Math.max(BURST_EVERY_MS, shareOfTripMs))
    return suspicion.sent < BURST_PROBES ? burstMs : PROVING_EVERY_MS
  }
  if (verdict.state === 'down') {
    if (state.answersInARow > 0) return HOPE_EVERY_MS
    return use === 'costly' ? COSTLY_DEAD_EVERY_MS : DEAD_EVERY_MS
  }
  if (verdict.state === 'unknown') return HOPE_EVERY_MS * 2
  if (verdict.state === 'degraded') return use === 'costly' ? COSTLY_PROVING_EVERY_MS : PROVING_EVERY_MS
  if (badHalves(state.loss, LOSS_HALVES, nowMs) > 0) return DOUBTFUL_EVERY_MS
  return { used: terms.usedEveryMs, spare: terms.spareEveryMs, costly: terms.costlyEveryMs }[use]
}

/**
 * At the begin and in doubt every third asks both, from the first on: the other end's program may only be starting anew. While it is silent the kernel
 * is asked in its place, and every third time the program too, whether it is back.
 */
const asksOf = ({ suspicion, verdict, book, isProgramSilent }: HealthState): Asked => {
  const isThird = suspicion ? suspicion.sent % 3 === 0 : book.nextNumber % 3 === 0
  const isUnsure = verdict.state === 'down' || verdict.state === 'unknown'
  if (isThird && (suspicion || isProgramSilent || isUnsure)) return 'both'
  return isProgramSilent ? 'kernel' : 'program'
}

const bytesOf = (asks: Asked, { probeBytes, knockBytes }: ProbeTerms): number =>
  ({ program: probeBytes, kernel: knockBytes, both: probeBytes + knockBytes })[asks]

const probe = (
  state: HealthState,
  seen: HealthSeen,
  nowMs: MonotonicMs,
): Pick<Planned<HealthState, HealthAction>, 'state' | 'actions'> => {
  const filled = fillBudget(state.budget, seen.terms, nowMs)
  const isDue = nowMs - (state.probedAtMs ?? Number.NEGATIVE_INFINITY) >= probeEveryMs(state, seen, nowMs)
  const asks = asksOf(state)
  const budget = isDue ? spendProbe(filled, { probeBytes: bytesOf(asks, seen.terms) }) : undefined
  if (!budget) return { state: { ...state, budget: filled }, actions: [] }
  const { suspicion, book } = state
  const next: HealthState = {
    ...state,
    budget,
    probedAtMs: nowMs,
    book: enterProbe(book, seen.counts?.sentPackets, nowMs),
    suspicion: suspicion && { ...suspicion, sent: suspicion.sent + 1 },
  }
  return { state: next, actions: [{ do: 'probe', number: book.nextNumber, asks }] }
}

/**
 * Judges a link by what passes through it, and says when to probe it. A link by which nothing comes back is down within a third of a second
 * of traffic; one that loses more than 10 % in five of eight half-seconds is degraded; neither is well again without ten seconds of proof.
 */
export const planLinkHealth = (
  before: HealthState,
  seen: HealthSeen,
  nowMs: MonotonicMs,
): Planned<HealthState, HealthAction> => {
  const isLate = nowMs - (before.steppedAtMs ?? nowMs) > LATE_MS
  const seenNow = account({ ...before, steppedAtMs: nowMs }, seen, nowMs)
  const judged = isLate ? seenNow : judge(suspect(accountLost(seenNow, nowMs), nowMs), nowMs)
  const { state, actions } = probe(judged, seen, nowMs)
  const { verdict } = state
  return {
    state,
    actions,
    reasons: verdict.state === before.verdict.state ? [] : [`${verdict.state}: ${verdict.reason}`],
  }
}
