import type { MonotonicMs } from '../../hal/units.ts'

/** Packets that an interface has sent and received since it was made. */
export interface PacketCounts {
  sentPackets: number
  receivedPackets: number
}

/** A flow into an interface, as its counters tell it. */
export interface FlowMemory {
  counts: PacketCounts
  /** When more was last received, and what had been sent by then. */
  heardAtMs: MonotonicMs
  sentWhenHeard: number
  /** Packets received lately: in about half a second, old ones forgotten by and by. */
  recent: number
}

const FORGETS_IN_MS = 500
/** Fewer packets in half a second are no flow whose pauses say anything. */
const FLOW_PACKETS = 8
const LEAST_SILENCE_MS = 80
/** A pause of so many usual ones is no accident. */
const USUAL_PAUSES = 6
/** What is sent in vain before the silence counts: who sends nothing is answered by nobody. */
const SENT_IN_VAIN = 3

const begin = (counts: PacketCounts, nowMs: MonotonicMs): FlowMemory => ({
  counts,
  heardAtMs: nowMs,
  sentWhenHeard: counts.sentPackets,
  recent: 0,
})

/** Takes counters into account; those that run backwards are of an interface that was made anew. */
export const countFlow = (before: FlowMemory | undefined, counts: PacketCounts, nowMs: MonotonicMs): FlowMemory => {
  if (!before) return begin(counts, nowMs)
  const received = counts.receivedPackets - before.counts.receivedPackets
  if (received < 0 || counts.sentPackets < before.counts.sentPackets) return begin(counts, nowMs)
  if (received === 0) return { ...before, counts }
  const kept = before.recent * Math.exp(-(nowMs - before.heardAtMs) / FORGETS_IN_MS)
  return { counts, heardAtMs: nowMs, sentWhenHeard: counts.sentPackets, recent: kept + received }
}

/** A silence that is none by accident: since when, and the pause that is usual in this flow. */
export interface Silence {
  sinceMs: MonotonicMs
  usualPauseMs: number
}

/** The silence of a flow that came, although this end goes on sending; `undefined`: there is none. */
export const silenceOf = (flow: FlowMemory | undefined, nowMs: MonotonicMs): Silence | undefined => {
  if (!flow || flow.recent < FLOW_PACKETS) return undefined
  if (flow.counts.sentPackets - flow.sentWhenHeard < SENT_IN_VAIN) return undefined
  const usualPauseMs = FORGETS_IN_MS / flow.recent
  const isSilent = nowMs - flow.heardAtMs >= Math.max(LEAST_SILENCE_MS, USUAL_PAUSES * usualPauseMs)
  return isSilent ? { sinceMs: flow.heardAtMs, usualPauseMs } : undefined
}
