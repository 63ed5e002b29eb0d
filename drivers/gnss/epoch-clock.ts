import { type UtcMs, utcMs } from '../../hal/units.ts'
import type { CalendarDate } from './nmea/fields.ts'
import { DAY_MS, midnightUtcMs } from './nmea/utc.ts'

/** Gives a receiver's times of day their dates. */
export interface EpochClock {
  /** A sentence that said its date. */
  learn(date: CalendarDate | undefined, timeOfDayMs: number | undefined): void
  /** UTC of a time of day that came now; `undefined` before the first date, and below `notBeforeUtcMs`. */
  utcMs(timeOfDayMs: number | undefined): UtcMs | undefined
}

/** The date is carried from the last sentence that said one, over midnight too. */
export const epochClock = (notBeforeUtcMs = 0): EpochClock => {
  let lastUtcMs: number | undefined
  return {
    learn: (date, timeOfDayMs) => {
      if (date && timeOfDayMs !== undefined) lastUtcMs = midnightUtcMs(date) + timeOfDayMs
    },
    utcMs: (timeOfDayMs) => {
      if (lastUtcMs === undefined || timeOfDayMs === undefined) return undefined
      // the day in which this time of day is nearest to the last known time
      const days = Math.round((lastUtcMs - timeOfDayMs) / DAY_MS)
      lastUtcMs = days * DAY_MS + timeOfDayMs
      return lastUtcMs < notBeforeUtcMs ? undefined : utcMs(lastUtcMs)
    },
  }
}
