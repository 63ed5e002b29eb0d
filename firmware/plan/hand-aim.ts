import type { MonotonicMs } from '../../hal/units.ts'
import type { Direction } from '../domain/frames.ts'
import type { Planned } from './planned.ts'

/** A terminal aimed by hand: by whom, where to, and until when. */
export interface HandLease {
  by: string
  /** True azimuth and elevation over the horizon, degrees; absent: about its satellite, to peak on it. */
  to?: Direction | undefined
  sinceMs: MonotonicMs
  untilMs: MonotonicMs
  /** Whoever aims has to say again before that that they are there. */
  keepUntilMs: MonotonicMs
  /** When the interlock said last that it keeps the terminal muted. */
  mutedAtMs?: MonotonicMs
}

export interface HandState {
  lease?: HandLease
}

/** What is known now; what is absent is unknown. */
export interface HandSeen {
  /** As navigation says it, while that is fresh. */
  speedMps?: number | undefined
  /** The key switch, a lockout by name, or a mode in which nothing may move. */
  isLockedOut?: boolean | undefined
  isStowing: boolean
  isHeadingKnown: boolean
  /** One sigma, degrees; absent where it may be the opposite as well. */
  headingSigmaDeg?: number | undefined
  /** The interlock says that it keeps this terminal muted for this. */
  isMuted: boolean
  /** Whether the pointer reaches a direction, as the train stands. */
  canReach(to: Direction): boolean
}

export interface HandRequest {
  by: string
  /** Absent: about its satellite. */
  to?: Direction | undefined
  forMs: number
}

/** Who aims by hand asks again after that. */
export const LONGEST_HAND_AIM_MS = 600_000
/** A console that says nothing for so long is gone. Chosen: five of its messages. */
export const HAND_KEEP_MS = 5_000
/** A train that stands, by receivers that are a few decimetres a second off. */
export const STANDS_BELOW_MPS = 0.5
/** A heading that is less sure says nothing of how a terminal sits. */
const PEAKS_WITHIN_DEG = 1
/** The interlock says once a second what it mutes. */
const MUTE_SILENT_MS = 2_500

/** Nobody aims. */
export const handAtStart: HandState = {}

type Plan = Planned<HandState, never>

/** Why nothing may be aimed by hand now; `undefined` where it may. */
const hindrance = (seen: HandSeen): string | undefined => {
  const { speedMps, isLockedOut } = seen
  if (isLockedOut === undefined) return 'neither the key switch nor the interlock says that nobody works on the roof'
  if (isLockedOut) return 'the roof is locked out, or the train is in a mode in which nothing moves'
  if (speedMps === undefined) return 'navigation does not say that the train stands'
  if (speedMps > STANDS_BELOW_MPS) return `the train moves: ${speedMps.toFixed(1)} m/s of ${STANDS_BELOW_MPS} m/s`
  if (seen.isStowing) return 'the mount is stowed, and an order to stow goes before'
  if (!seen.isHeadingKnown) return 'the heading is unknown, so no azimuth is true'
  return undefined
}

/** Why the terminal cannot be peaked, beyond what hinders any aim. */
const peakHindrance = ({ headingSigmaDeg }: HandSeen): string | undefined => {
  if (headingSigmaDeg === undefined) return 'the heading may be the opposite one: ride some hundred metres first'
  return headingSigmaDeg > PEAKS_WITHIN_DEG
    ? `the heading is not sure: ${headingSigmaDeg.toFixed(1)}° of ${PEAKS_WITHIN_DEG}°; ride some hundred metres first`
    : undefined
}

/** Takes a request of a person; where it is refused the state stays the same object, and the one reason says why. */
export const askHandAim = (
  state: HandState,
  { seen, ...request }: HandRequest & { seen: HandSeen },
  nowMs: MonotonicMs,
): Plan => {
  const { by, to, forMs } = request
  const before = state.lease
  const isOther = before !== undefined && (before.by !== by || (before.to === undefined) !== (to === undefined))
  if (isOther) return refused(state, `${before.by} aims it just now`)
  const why = hindrance(seen) ?? (to === undefined ? peakHindrance(seen) : undefined)
  if (why !== undefined) return refused(state, why)
  if (to && !seen.canReach(to)) return refused(state, `${wordsOf(to)} is beyond its limits, as the train stands`)
  const leaseMs = Math.max(0, Math.min(LONGEST_HAND_AIM_MS, forMs))
  const lease: HandLease = {
    ...(before?.mutedAtMs !== undefined && { mutedAtMs: before.mutedAtMs }),
    by,
    to,
    sinceMs: nowMs,
    untilMs: (nowMs + leaseMs) as MonotonicMs,
    keepUntilMs: (nowMs + HAND_KEEP_MS) as MonotonicMs,
  }
  const where = to ? `aimed by hand by ${by} at ${wordsOf(to)}` : `peaked on its satellite by ${by}`
  const told = `${where} for ${Math.ceil(leaseMs / 1000)} s, muted`
  return { state: { lease }, actions: [], reasons: [told] }
}

const refused = (state: HandState, why: string): Plan => ({ state, actions: [], reasons: [why] })

const wordsOf = ({ azimuthDeg, elevationDeg }: Direction): string =>
  `${azimuthDeg.toFixed(1)}° true and ${elevationDeg.toFixed(1)}° up`

/** Whoever aims says that they are still there. */
export const keepHandAim = (state: HandState, nowMs: MonotonicMs): HandState =>
  state.lease ? { lease: { ...state.lease, keepUntilMs: (nowMs + HAND_KEEP_MS) as MonotonicMs } } : state

/** Lets time pass: an aim by hand ends by itself, with whoever aims, and with all that would have refused it. */
export const passHandAim = (state: HandState, seen: HandSeen, nowMs: MonotonicMs): Plan => {
  const { lease } = state
  if (!lease) return { state, actions: [], reasons: [] }
  const why = overBecause(lease, seen, nowMs)
  if (why !== undefined) return endHandAim(state, why)
  return { state: seen.isMuted ? { lease: { ...lease, mutedAtMs: nowMs } } : state, actions: [], reasons: [] }
}

/** Ends it for a reason in words. */
export const endHandAim = (state: HandState, why: string): Plan => ({
  state: handAtStart,
  actions: [],
  reasons: state.lease ? [`no longer aimed by hand: ${why}`] : [],
})

const overBecause = (lease: HandLease, seen: HandSeen, nowMs: MonotonicMs): string | undefined => {
  if (nowMs >= lease.untilMs) return 'its time has passed'
  if (nowMs >= lease.keepUntilMs) return `${lease.by} is no longer there`
  if (!seen.isMuted && nowMs - (lease.mutedAtMs ?? lease.sinceMs) > MUTE_SILENT_MS)
    return 'the interlock does not say that it is muted'
  return hindrance(seen)
}

/** Who aims now, and where to: nobody before the interlock says that the terminal is muted. */
export const handAimOf = (
  { lease }: HandState,
  { isMuted }: Pick<HandSeen, 'isMuted'>,
): Pick<HandLease, 'by' | 'to'> | undefined => (lease && isMuted ? { by: lease.by, to: lease.to } : undefined)
