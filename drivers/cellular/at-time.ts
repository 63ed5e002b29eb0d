import { type UtcMs, utcMs } from '../../hal/units.ts'
import type { AtCell } from './at-lines.ts'
import { calendarTimeMs } from './calendar-time.ts'

/** A clock that nobody has set starts in 1980, 2000 or so, or in 2070 (01/01/70): what is outside of these years is no time. */
const FIRST_YEAR = 24
const LAST_YEAR = 69
/** UTC−12 to UTC+14. */
const isZone = (quarters: number): boolean => quarters >= -48 && quarters <= 56

/**
 * Decodes `+CCLK: "yy/MM/dd,hh:mm:ss±zz"`, local time and its zone in quarters of an hour, 3GPP TS 27.007 §8.15; undefined
 * for a clock that was never set, without a zone, or of a date that is none. Modems that write local time while they say ±00 are told by nobody.
 */
export const decodeCclk = (cells: readonly AtCell[]): UtcMs | undefined => {
  const found = /^(\d\d)\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)([+-]\d\d)$/.exec(cells[0]?.text ?? '')
  if (!found) return undefined
  const [year, month, day, hour, minute, second, quarters] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (year < FIRST_YEAR || year > LAST_YEAR || !isZone(quarters)) return undefined
  const foundMs = calendarTimeMs([year, month, day, hour, minute, second], quarters)
  return foundMs === undefined ? undefined : utcMs(foundMs)
}
