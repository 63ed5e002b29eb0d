import type { MonotonicMs, UtcMs } from '../../hal/units.ts'

/** Who tells UTC, most trusted last. */
export const timeSources = ['cellular', 'ntp', 'rtc', 'gnss'] as const
export type TimeSource = (typeof timeSources)[number]

/** What one source said: UTC at a time of the monotonic clock, one sigma. */
export interface TimeObservation {
  source: TimeSource
  /** Of the receiver, modem or server. */
  name: string
  utcMs: UtcMs
  sigmaMs: number
  atMs: MonotonicMs
  /** A receiver's own clock, without a fix: it was set by the same sky as that of any other receiver. */
  isReceiverClock?: boolean
  /** Its receiver may be spoofed: it begins no trust and moves nothing. */
  isDoubted?: boolean
}

/** A run of observations of one source that advance with the monotonic clock. */
export interface TimeClaim {
  source: TimeSource
  name: string
  /** UTC less the monotonic clock, ms. */
  offsetMs: number
  sigmaMs: number
  isReceiverClock: boolean
  firstAtMs: number
  lastAtMs: number
  count: number
}

/** A crystal whose drift is not known, parts per million; chosen: the edge of what one without compensation has from −40 to 85 °C. */
export const UNKNOWN_DRIFT_PPM = 50
/** Claims that differ by less than this many of their sigmas agree. */
export const AGREE_SIGMAS = 4
/** A mean over this many: latency of a line changes faster, a crystal slower. */
const MEAN_OF = 16
/** What a source said longer ago confirms nobody. */
const CONFIRMS_FOR_MS = 5 * 60_000
/** So many observations over so long make a run that is believed; an RTC or a network that runs on proves only that it runs. */
const runsNeeded: Readonly<Record<TimeSource, { count: number; spanMs: number } | undefined>> = {
  gnss: { count: 5, spanMs: 3_900 },
  ntp: { count: 2, spanMs: 10_000 },
  rtc: undefined,
  cellular: undefined,
}

/** How far a source is trusted before others. A receiver without a fix has a crystal like others, below the network's authenticated time. */
export const rankOf = ({ source, isReceiverClock }: Pick<TimeClaim, 'source' | 'isReceiverClock'>): number =>
  isReceiverClock ? timeSources.indexOf('ntp') - 0.5 : timeSources.indexOf(source)

/** Whether what a source said last still says something of another. */
export const isFresh = ({ lastAtMs }: TimeClaim, atMs: number): boolean => atMs - lastAtMs <= CONFIRMS_FOR_MS

/** Whether two times minus clock are the same, as far as both know; `apartMs` between them lets the crystal drift. */
export const isSameTime = (
  a: { offsetMs: number; sigmaMs: number },
  b: { offsetMs: number; sigmaMs: number },
  apartMs = 0,
): boolean =>
  Math.abs(a.offsetMs - b.offsetMs) <=
  AGREE_SIGMAS * Math.hypot(a.sigmaMs, b.sigmaMs) + (Math.abs(apartMs) * UNKNOWN_DRIFT_PPM) / 1e6

/** The claim with one more observation, or a new one when the source jumped. */
export const claimWith = (claim: TimeClaim | undefined, seen: TimeObservation): TimeClaim => {
  const { source, name, sigmaMs, atMs, isReceiverClock = false } = seen
  const offsetMs = seen.utcMs - atMs
  if (!claim || !isSameTime(claim, { offsetMs, sigmaMs }, atMs - claim.lastAtMs))
    return { source, name, offsetMs, sigmaMs, isReceiverClock, firstAtMs: atMs, lastAtMs: atMs, count: 1 }
  const count = claim.count + 1
  const share = 1 / Math.min(count, MEAN_OF)
  return { ...claim, sigmaMs, lastAtMs: atMs, count, offsetMs: claim.offsetMs + share * (offsetMs - claim.offsetMs) }
}

/** Why a claim is to be trusted: another source, or a long enough run of its own; `undefined` while neither. */
export const confirmationOf = (
  claim: TimeClaim,
  claims: Readonly<Record<string, TimeClaim>>,
): { by: 'run' | 'second'; text: string } | undefined => {
  const second = Object.values(claims).find(
    (other) =>
      other.name !== claim.name &&
      !(other.isReceiverClock && claim.isReceiverClock) &&
      isFresh(other, claim.lastAtMs) &&
      isSameTime(other, claim, claim.lastAtMs - other.lastAtMs),
  )
  if (second) return { by: 'second', text: `${second.source} ${second.name} agrees` }
  const need = runsNeeded[claim.source]
  const spanMs = claim.lastAtMs - claim.firstAtMs
  if (!need || claim.count < need.count || spanMs < need.spanMs) return undefined
  return { by: 'run', text: `${claim.count} in a row advance with the clock` }
}
