import { type UtcMs, utcMs } from '../../../hal/units.ts'
import type { CalendarDate } from './fields.ts'

export const DAY_MS = 86_400_000

/** Days since 1970-01-01 of a date of the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"). */
const daysSince1970 = ({ year, month, day }: CalendarDate): number => {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** UTC at the start of a date. */
export const midnightUtcMs = (date: CalendarDate): UtcMs => utcMs(daysSince1970(date) * DAY_MS)
