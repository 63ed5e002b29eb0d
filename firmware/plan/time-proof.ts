import { AGREE_SIGMAS, isFresh, isSameTime, type TimeClaim } from './time-claims.ts'

/** A source that says one date for so long, and is contradicted by no other, proves it alone; chosen: longer than an attack or a fault of a receiver lasts unseen. */
const LASTING = { count: 60, spanMs: 3_600_000 }

type Claims = Readonly<Record<string, TimeClaim>>

/** Receivers hear one sky, with a fix or without: they are one kind of source. */
const kindOf = ({ source, isReceiverClock }: TimeClaim): string => (isReceiverClock ? 'gnss' : source)

/** UTC less the monotonic clock is later than this, as far as a claim knows. */
const leastOf = ({ offsetMs, sigmaMs }: TimeClaim): number => offsetMs - AGREE_SIGMAS * sigmaMs

/** Whether a source has said one date for so long that it proves it; an RTC or a network that runs on proves only that it runs. */
export const isLasting = ({ source, count, firstAtMs, lastAtMs }: TimeClaim): boolean =>
  (source === 'gnss' || source === 'ntp') && count >= LASTING.count && lastAtMs - firstAtMs >= LASTING.spanMs

/**
 * What nothing may go behind any more, as UTC less the monotonic clock: the time that two kinds of source tell by now, as
 * sure as the less sure of them, or that one tells for an hour and none contradicts. `undefined` while neither.
 */
export const provenOffsetMs = (
  held: { offsetMs: number; sigmaMs: number },
  claims: Claims,
  nowMs: number,
): number | undefined => {
  const fresh = Object.values(claims).filter((claim) => isFresh(claim, nowMs))
  const agreeing = fresh.filter((claim) => isSameTime(claim, held, nowMs - claim.lastAtMs))
  const ofKinds = Object.values(Object.groupBy(agreeing, kindOf)).map((of = []) => Math.max(...of.map(leastOf)))
  if (ofKinds.length > 1) return ofKinds.sort((a, b) => b - a)[1]
  return agreeing.length === fresh.length && agreeing.some(isLasting) ? ofKinds[0] : undefined
}

/** Nobody on the air can pretend to be it: NTP is told only with authentication, and an RTC is a part of the machine. */
const isOffAir = ({ source, isReceiverClock }: TimeClaim): boolean =>
  source === 'ntp' || (source === 'rtc' && !isReceiverClock)

/** Who else says a time that is below the floor, so that the floor was wrong: another kind, and one of the two off the air. */
export const disproves = (claim: TimeClaim, claims: Claims): { offsetMs: number; by: string } | undefined => {
  const second = Object.values(claims).find(
    (other) =>
      kindOf(other) !== kindOf(claim) &&
      (isOffAir(claim) || isOffAir(other)) &&
      isFresh(other, claim.lastAtMs) &&
      isSameTime(other, claim, claim.lastAtMs - other.lastAtMs),
  )
  return (
    second && {
      offsetMs: Math.min(leastOf(claim), leastOf(second)),
      by: `${claim.source} ${claim.name} and ${second.source} ${second.name}`,
    }
  )
}
