import type { HistoryMessage } from './messages.ts'
import type { SlotMeasure, StarlinkSample } from './starlink.ts'

/** How far the ring was read. */
export interface RingState {
  /** The number of the next sample; absent before the first answer. */
  next?: number
}

/** What a reading of the ring came to. */
export interface RingReading {
  state: RingState
  /** Oldest first, each once. */
  samples: readonly StarlinkSample[]
  /** Seconds that were overwritten before they were read. */
  lost: number
  /** The terminal has started anew since: its count began again. */
  hasRestarted: boolean
}

/** More seconds than any ring has: 15 min is what terminals keep. */
const LONGEST_RING = 7_200

const nothing = (state: RingState): RingReading => ({ state, samples: [], lost: 0, hasRestarted: false })

const share = (value: number | undefined): number | undefined =>
  value !== undefined && value >= 0 && value <= 1 ? value : undefined

const mbps = (bps: number | undefined): number | undefined =>
  bps !== undefined && bps >= 0 && bps < 1e12 ? bps / 1e6 : undefined

const sampleAt = (history: HistoryMessage, length: number, number: number): StarlinkSample | undefined => {
  const at = number % length
  const loss = share(history.pop_ping_drop_rate?.[at])
  if (loss === undefined) return undefined
  const latencyMs = history.pop_ping_latency_ms?.[at]
  const downlinkMbps = mbps(history.downlink_throughput_bps?.[at])
  const uplinkMbps = mbps(history.uplink_throughput_bps?.[at])
  return {
    number,
    loss,
    ...(loss < 1 && latencyMs !== undefined && latencyMs > 0 && latencyMs < 60_000 && { latencyMs }),
    ...(downlinkMbps !== undefined && { downlinkMbps }),
    ...(uplinkMbps !== undefined && { uplinkMbps }),
  }
}

/**
 * Reads what is new in the terminal's ring of seconds: `current` counts samples since its start, sample n lies at n modulo the ring's length. A count
 * that went back is a restart, and all of the new ring is new. A sample that is no measurement is left out, and its place is not read again.
 */
export const readRing = (state: RingState, history: HistoryMessage): RingReading => {
  const length = history.pop_ping_drop_rate?.length ?? 0
  const current = history.current ?? 0
  if (length === 0 || length > LONGEST_RING || !Number.isSafeInteger(current) || current < 0) return nothing(state)
  const hasRestarted = state.next !== undefined && current < state.next
  const oldest = Math.max(0, current - length)
  const wanted = hasRestarted ? 0 : (state.next ?? oldest)
  const from = Math.max(oldest, wanted)
  const samples = Array.from({ length: current - from }, (_, index) => sampleAt(history, length, from + index))
  return {
    state: { next: current },
    samples: samples.filter((sample) => sample !== undefined),
    lost: from - wanted,
    hasRestarted,
  }
}

const SLOT_S = 15

/** Where the last outage of two seconds or more ended: it is told as an outage, and is no loss of the link after it. */
const afterOutage = (samples: readonly StarlinkSample[]): number =>
  samples.findLastIndex(({ loss }, index) => loss === 1 && samples[index - 1]?.loss === 1) + 1

/** The samples that a measure of the last slot needs, of those kept and those that came; none from before the end of an outage. */
export const lastSlotSamples = (
  kept: readonly StarlinkSample[],
  came: readonly StarlinkSample[],
): readonly StarlinkSample[] => {
  const samples = [...kept, ...came]
  return samples.slice(afterOutage(samples)).slice(-SLOT_S)
}

/** Loss and latency over the last 15 s; absent before there are as many samples. */
export const measureSlot = (samples: readonly StarlinkSample[]): SlotMeasure | undefined => {
  if (samples.length < SLOT_S) return undefined
  const latencies = samples.flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [latencyMs]))
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    seconds: samples.length,
    loss: mean(samples.map(({ loss }) => loss)),
    ...(latencies.length > 0 && { latencyMs: mean(latencies) }),
  }
}
