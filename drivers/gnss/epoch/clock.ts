import { type UtcMs, utcMs as utc } from '../../../hal/units.ts'
import { DAY_MS } from '../calendar.ts'
import { type Era, inEra } from './era.ts'
import { leapSecondsAt } from './leap-seconds.ts'

const WEEK_MS = 7 * DAY_MS
/** 1980-01-06. */
const GPS_BEGAN_UTC_MS = 315_964_800_000
/** A guessed date is confirmed by another epoch within this of the first. */
const CONFIRM_WITHIN_MS = 60_000
const MOST_LEAP_SECONDS = 40

const mod = (value: number, by: number): number => ((value % by) + by) % by

/** Gives a receiver's times of day and of week their dates. */
export interface EpochClock {
  /** A message said date and time. */
  learn(utcMs: number): void
  /** A message said UTC and the time of week in one: that tells the leap seconds, too. */
  learnWithTow(utcMs: number, iTowMs: number): void
  learnLeapSeconds(leapSeconds: number): void
  /** UTC of a week since 1980 and the time in it. */
  fromGps(week: number, towMs: number): number
  /** UTC of a time of day that came now; `undefined` before the first date. */
  utcMs(timeOfDayMs: number | undefined): UtcMs | undefined
  /** Time of the UTC day of a time of week. */
  timeOfDayMs(iTowMs: number): number
}

/**
 * The date is carried from the last message that said one, over midnight too, and brought to its era. A date that had to
 * be moved to another era is told only once a second epoch agrees with it; `onMoved` hears of each by how much it was moved.
 */
export const epochClock = (era: Era, onMoved?: (byMs: number) => void): EpochClock => {
  let lastUtcMs: number | undefined
  let guessedUtcMs: number | undefined
  let toldLeapSeconds: number | undefined

  const brought = (said: number): number => {
    const resolved = inEra(said, era)
    if (resolved !== said) onMoved?.(resolved - said)
    return resolved
  }
  const learn = (said: number): void => {
    const resolved = brought(said)
    if (resolved !== said && lastUtcMs === undefined) guessedUtcMs = resolved
    lastUtcMs = resolved
  }
  const isConfirmed = (utcMs: number): boolean => {
    if (guessedUtcMs === undefined) return true
    const awayMs = Math.abs(utcMs - guessedUtcMs)
    if (awayMs > 0 && awayMs < CONFIRM_WITHIN_MS) guessedUtcMs = undefined
    return guessedUtcMs === undefined
  }
  const leapSeconds = (utcMs: number | undefined): number =>
    toldLeapSeconds ?? leapSecondsAt(utcMs ?? (era.kind === 'near' ? era.utcMs : era.utcMs()))

  return {
    learn,
    learnWithTow: (said, iTowMs) => {
      learn(said)
      const ahead = Math.round(mod(iTowMs - mod(said, DAY_MS), DAY_MS) / 1000)
      if (ahead <= MOST_LEAP_SECONDS) toldLeapSeconds = ahead
    },
    learnLeapSeconds: (seconds) => {
      toldLeapSeconds = seconds
    },
    fromGps: (week, towMs) => {
      const gpsMs = brought(GPS_BEGAN_UTC_MS + week * WEEK_MS + towMs)
      return gpsMs - 1000 * leapSeconds(gpsMs)
    },
    utcMs: (timeOfDayMs) => {
      if (lastUtcMs === undefined || timeOfDayMs === undefined) return undefined
      // the day in which this time of day is nearest to the last known time
      const days = Math.round((lastUtcMs - timeOfDayMs) / DAY_MS)
      lastUtcMs = days * DAY_MS + timeOfDayMs
      return isConfirmed(lastUtcMs) ? utc(lastUtcMs) : undefined
    },
    timeOfDayMs: (iTowMs) => mod(iTowMs - 1000 * leapSeconds(lastUtcMs), DAY_MS),
  }
}
