import { midnightUtcMs } from '../calendar.ts'

const utc = (year: number, month: 1 | 7): number => midnightUtcMs({ year, month, day: 1 })

/** From when on GPS time is one more second ahead of UTC. IERS Bulletin C, leap seconds since 1980. */
const insertedUtcMs: readonly number[] = [
  utc(1981, 7),
  utc(1982, 7),
  utc(1983, 7),
  utc(1985, 7),
  utc(1988, 1),
  utc(1990, 1),
  utc(1991, 1),
  utc(1992, 7),
  utc(1993, 7),
  utc(1994, 7),
  utc(1996, 1),
  utc(1997, 7),
  utc(1999, 1),
  utc(2006, 1),
  utc(2009, 1),
  utc(2012, 7),
  utc(2015, 7),
  utc(2017, 1),
]

/** The last leap second that this firmware knows of. */
export const LAST_LEAP_SECOND_UTC_MS = insertedUtcMs.at(-1) as number

/** Seconds by which GPS time is ahead of UTC, as far as this firmware knows. */
export const leapSecondsAt = (utcMs: number): number => {
  let count = insertedUtcMs.length
  while (count > 0 && utcMs < (insertedUtcMs[count - 1] as number)) count--
  return count
}
