import type { MonotonicMs } from '../../hal/units.ts'

/** The permission's times, from the rate at which tracking gives it. */
export interface PermitTimes {
  /** A permission older than this is none, as long as one edge of the line holds: 80 ms at 20 Hz. */
  permissionHoldsMs: number
  /** A permission older than this makes no edge, ms: so that its edge ends within 100 ms of it at 20 Hz. */
  edgeWithinMs: number
}

// In aim periods, so that slower rides keep the proportions: 80 ms and 20 ms of 50 ms.
const PERMISSION_HOLDS_PERIODS = 1.6
const EDGE_WITHIN_PERIODS = 0.4

/** How long a permission counts at `aimHz`, and how long after it an edge of the line may still be made. */
export const permitTimes = (aimHz: number): PermitTimes => ({
  permissionHoldsMs: (PERMISSION_HOLDS_PERIODS * 1_000) / aimHz,
  edgeWithinMs: (EDGE_WITHIN_PERIODS * 1_000) / aimHz,
})

/** A modem that hears the mute obeys within this; chosen: ten times its line and its own step. */
const OBEYS_WITHIN_MS = 500
/**
 * A modem that no longer hears its antenna mutes by itself after three of the intervals that it asked for (OpenAMIP `A`):
 * 1 s in the modems here. The half second more is chosen, for the last word on its way and the modem's own clock.
 */
const MUTES_ITSELF_WITHIN_MS = 3_500

/** A terminal that lost its permit: since when, and since which loss its modem has been silent, so that it may not have heard. */
export interface LostPermit {
  sinceMs: MonotonicMs
  doubtfulSinceMs?: MonotonicMs
}

/** The terminals that may still transmit without a permit, by name. */
export type PermitLineState = Readonly<Record<string, LostPermit>>

/** One terminal as the line's decision sees it. */
export interface PermitSeen {
  name: string
  /** `lost`: in this very decision. */
  permit: 'given' | 'lost' | 'none'
  isModemAlive: boolean
  /** The switch in its cable moves, or waits to be thrown. */
  needsQuiet?: boolean
}

/** Nobody transmits. */
export const permitLineAtStart: PermitLineState = {}

/** What was decided of the line. */
export interface PermitLinePlan {
  state: PermitLineState
  mayRenew: boolean
  /** As far as is known now it rests so long yet; 0 while it does not. */
  restsForMs: number
}

/** How long a terminal that lost its permit may still transmit, ms. */
const mayTransmitForMs = ({ sinceMs, doubtfulSinceMs }: LostPermit, nowMs: MonotonicMs): number => {
  const doubtfulForMs = doubtfulSinceMs === undefined ? 0 : doubtfulSinceMs + MUTES_ITSELF_WITHIN_MS - nowMs
  return Math.max(0, sinceMs + OBEYS_WITHIN_MS - nowMs, doubtfulForMs)
}

/**
 * Whether the line, which is one for all terminals, may be renewed for those that are permitted: not while another one
 * that lost its permit may still transmit, nor while a switch is to move under a modem that might not obey.
 */
export const planPermitLine = (
  state: PermitLineState,
  seen: readonly PermitSeen[],
  nowMs: MonotonicMs,
): PermitLinePlan => {
  const next: Record<string, LostPermit> = {}
  let restsForMs = 0
  let isAnyGiven = false
  let isAnyQuiet = false
  for (const { name, permit, isModemAlive, needsQuiet } of seen) {
    if (permit === 'given') isAnyGiven = true
    if (needsQuiet) isAnyQuiet = true
    // Another modem may have taken the place of one that could not be heard: the doubt stays.
    const before: LostPermit | undefined = permit === 'lost' ? { ...state[name], sinceMs: nowMs } : state[name]
    if (!before) continue
    const lost = isModemAlive ? before : { ...before, doubtfulSinceMs: before.sinceMs }
    if (nowMs - lost.sinceMs >= MUTES_ITSELF_WITHIN_MS) continue
    next[name] = lost
    restsForMs = Math.max(restsForMs, mayTransmitForMs(lost, nowMs))
  }
  return { state: next, mayRenew: isAnyGiven && !isAnyQuiet && restsForMs === 0, restsForMs }
}
