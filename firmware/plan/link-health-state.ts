import type { MonotonicMs } from '../../hal/units.ts'
import { type FlowMemory, type PacketCounts, silenceOf } from './flow-silence.ts'
import type { LossMemory } from './link-health-loss.ts'
import { emptyBook, type ProbeBook, unansweredProbes } from './link-health-probes.ts'
import { because, type LinkReason } from './link-reasons.ts'
import type { ProbeBudget, ProbeTerms } from './probe-pace.ts'

/** What measuring says of a link; `unknown` until a first answer, or long enough without one. */
export type HealthVerdict = { state: 'unknown' | 'up' | 'degraded' | 'down' } & LinkReason

/** What the other end of a tunnel had counted of it when it answered, each modulo 2^32. */
export interface FarCounts {
  receivedPackets: number
  sentPackets: number
}

/** The answer to a probe. `kernel`: of another target than the one that counts; it only proves that the link carries. */
export type ProbeAnswer = { number: number } & ({ by: 'kernel' } | { by: 'peer'; far?: FarCounts | undefined })

/** What a link is used for now. */
export type LinkUse = 'used' | 'spare' | 'costly'

/** What is seen of one link at one moment. */
export interface HealthSeen {
  /** Of its tunnel, or in the open of its interface. */
  counts?: PacketCounts | undefined
  answers?: readonly ProbeAnswer[]
  /** The other end says that it has heard nothing for so long, although it sends. */
  unheardMs?: number
  use: LinkUse
  terms: ProbeTerms
}

/** Counters of both ends that belong together. */
export interface CountsMark {
  probedAtMs: MonotonicMs
  answeredAtMs: MonotonicMs
  near: PacketCounts
  far: FarCounts
}

/** Why a link may be dead, since when nothing has come by it, and how long that must last. */
interface Doubt {
  quietSinceMs: MonotonicMs
  needsMs: number
  words: LinkReason
}

/** What is remembered of a link from step to step. */
export interface HealthState {
  verdict: HealthVerdict
  book: ProbeBook
  loss: LossMemory
  flow?: FlowMemory | undefined
  mark?: CountsMark | undefined
  /** The other end has heard nothing since then. */
  unheardSinceMs?: MonotonicMs | undefined
  /** A silence of the flow that began then was no fault of the link: a probe was answered. */
  excusedSinceMs?: MonotonicMs | undefined
  /** Since when the link is in doubt, and how many probes that has brought. */
  suspicion?: { sinceMs: MonotonicMs; sent: number } | undefined
  /** Answers since the last that was missed. */
  answersInARow: number
  /** Since when a link that did badly has to prove itself. */
  provingSinceMs?: MonotonicMs | undefined
  slowSinceMs?: MonotonicMs | undefined
  /** When the peer's own program last answered, and not its kernel alone. */
  peerAnsweredAtMs?: MonotonicMs | undefined
  /** Its kernel answers, and its program does not. */
  isProgramSilent?: boolean
  budget?: ProbeBudget | undefined
  probedAtMs?: MonotonicMs | undefined
  steppedAtMs?: MonotonicMs | undefined
}

/** What is known of a link of which nothing was seen; `firstNumber` of its probes should differ from run to run. */
export const healthAtStart = (firstNumber: number): HealthState => ({
  verdict: { state: 'unknown', ...because('unmeasured') },
  book: emptyBook(firstNumber),
  loss: [],
  answersInARow: 0,
})

/** Longer than a spike of 300 ms, which slots, beams and gateways bring. */
const FLOW_SILENCE_MS = 310
/** Without traffic only probes tell, and one that is lost is nothing. */
const PROBE_SILENCE_MS = 600
/** So many probes must be overdue before a link is dead. */
const UNANSWERED = 3

/** What speaks for a link being dead now. */
export const doubtsOf = (state: HealthState, nowMs: MonotonicMs): Doubt[] => {
  const silence = silenceOf(state.flow, nowMs)
  const [first] = unansweredProbes(state.book, nowMs)
  const doubts: Doubt[] = []
  if (silence && silence.sinceMs !== state.excusedSinceMs)
    doubts.push({
      quietSinceMs: silence.sinceMs,
      needsMs: FLOW_SILENCE_MS + 2 * silence.usualPauseMs,
      words: because('flow-silent'),
    })
  if (state.unheardSinceMs !== undefined)
    doubts.push({
      quietSinceMs: state.unheardSinceMs,
      needsMs: FLOW_SILENCE_MS,
      words: because('unheard'),
    })
  if (first) doubts.push({ quietSinceMs: first.sentAtMs, needsMs: PROBE_SILENCE_MS, words: because('unanswered') })
  return doubts
}

/** Why a link is dead; `undefined`: it is not, as far as is known. */
export const whyDead = (state: HealthState, nowMs: MonotonicMs): LinkReason | undefined => {
  const unanswered = unansweredProbes(state.book, nowMs)
  if (unanswered.length < UNANSWERED) return undefined
  // The first in doubt asked the other end's kernel too: by a far satellite that answer is long on its way.
  const { suspicion, verdict } = state
  if (suspicion && verdict.state !== 'unknown' && !unanswered.some(({ sentAtMs }) => sentAtMs >= suspicion.sinceMs))
    return undefined
  return doubtsOf(state, nowMs).find(({ quietSinceMs, needsMs }) => nowMs - quietSinceMs >= needsMs)?.words
}
