import type { MonotonicMs } from '../../hal/units.ts'
import { countFlow, type PacketCounts } from './flow-silence.ts'
import { enterLoss, forgetLoss, type LossMemory } from './link-health-loss.ts'
import { enterAnswer, giveUp, type SentProbe } from './link-health-probes.ts'
import type { CountsMark, FarCounts, HealthSeen, HealthState, ProbeAnswer } from './link-health-state.ts'

const WRAPS = 2 ** 32
/** A difference over this is a counter that began anew. */
const PLAUSIBLE = 2 ** 31
/** An end that has not answered for so long, while its kernel does, is a program that does not run. */
const PROGRAM_SILENT_MS = 1_000

const growth = (before: number, after: number): number => (((after - before) % WRAPS) + WRAPS) % WRAPS

/** What was sent at one end and did not arrive at the other; `undefined` when counters began anew. */
const lostBetween = (sent: number, arrived: number) =>
  sent < 0 || sent > PLAUSIBLE || arrived > PLAUSIBLE ? undefined : { sent, lost: Math.max(0, sent - arrived) }

const betweenMarks = (loss: LossMemory, before: CountsMark, after: CountsMark): LossMemory => {
  const up = lostBetween(
    after.near.sentPackets - before.near.sentPackets,
    growth(before.far.receivedPackets, after.far.receivedPackets),
  )
  const down = lostBetween(
    growth(before.far.sentPackets, after.far.sentPackets),
    after.near.receivedPackets - before.near.receivedPackets,
  )
  if (!up || !down) return loss
  const upwards = enterLoss(loss, 'up', { ...up, fromMs: before.probedAtMs, toMs: after.probedAtMs })
  return enterLoss(upwards, 'down', { ...down, fromMs: before.answeredAtMs, toMs: after.answeredAtMs })
}

interface Marked {
  probe: SentProbe
  far: FarCounts | undefined
  counts: PacketCounts | undefined
}

/** Both ends' counters, of the moments in which a probe and its answer went: what lies between two marks was lost or arrived. */
const withMark = (state: HealthState, { probe, far, counts }: Marked, nowMs: MonotonicMs): HealthState => {
  const { mark: before } = state
  if (!far || !counts || probe.sentPackets === undefined) return state
  if (before && before.probedAtMs >= probe.sentAtMs) return state
  const near = { sentPackets: probe.sentPackets, receivedPackets: counts.receivedPackets }
  const mark: CountsMark = { probedAtMs: probe.sentAtMs, answeredAtMs: nowMs, near, far }
  return { ...state, mark, loss: before ? betweenMarks(state.loss, before, mark) : state.loss }
}

/** What a program that does not run has not answered is not lost on the way. */
const withoutProgram = (state: HealthState, nowMs: MonotonicMs): HealthState => {
  const silentMs = nowMs - (state.peerAnsweredAtMs ?? Number.NEGATIVE_INFINITY)
  if (silentMs < PROGRAM_SILENT_MS) return state
  const probes = state.book.probes.filter(({ outcome }) => outcome === 'answered')
  const loss = state.isProgramSilent ? state.loss : forgetLoss(state.loss, 'probe')
  return { ...state, book: { ...state.book, probes }, loss, isProgramSilent: true }
}

const withAnswer = (state: HealthState, answer: ProbeAnswer, seen: HealthSeen, nowMs: MonotonicMs): HealthState => {
  const heard = answer.by === 'peer' ? { ...state, peerAnsweredAtMs: nowMs, isProgramSilent: false } : state
  const entered = enterAnswer(heard.book, answer.number, nowMs)
  if (!entered) return heard
  const { book, probe } = entered
  const isProof = state.suspicion !== undefined && probe.sentAtMs >= state.suspicion.sinceMs
  const loss = enterLoss(heard.loss, 'probe', { sent: 1, lost: 0, fromMs: probe.sentAtMs, toMs: probe.sentAtMs })
  const next: HealthState = {
    ...heard,
    book,
    loss,
    answersInARow: heard.answersInARow + 1,
    ...(isProof && { suspicion: undefined, unheardSinceMs: undefined, excusedSinceMs: heard.flow?.heardAtMs }),
  }
  if (answer.by === 'kernel') return withoutProgram(next, nowMs)
  return withMark(next, { probe, far: answer.far, counts: seen.counts }, nowMs)
}

/** Takes what is seen into account. */
export const account = (state: HealthState, seen: HealthSeen, nowMs: MonotonicMs): HealthState => {
  const flow = seen.counts ? countFlow(state.flow, seen.counts, nowMs) : state.flow
  const unheardSinceMs = seen.unheardMs === undefined ? state.unheardSinceMs : ((nowMs - seen.unheardMs) as MonotonicMs)
  let next: HealthState = { ...state, flow, unheardSinceMs }
  for (const answer of seen.answers ?? []) next = withAnswer(next, answer, seen, nowMs)
  return next
}

/** Gives up probes that are long overdue. */
export const accountLost = (state: HealthState, nowMs: MonotonicMs): HealthState => {
  const { book, lost } = giveUp(state.book, nowMs)
  if (lost.length === 0) return state
  let { loss } = state
  for (const { sentAtMs } of lost)
    loss = enterLoss(loss, 'probe', { sent: 1, lost: 1, fromMs: sentAtMs, toMs: sentAtMs })
  return { ...state, book, loss, answersInARow: 0 }
}
