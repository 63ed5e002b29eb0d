import { type UtcMs, utcMs } from '../../hal/units.ts'

export const DAY_MS = 86_400_000

/** A day of the calendar. */
export interface CalendarDate {
  year: number
  /** 1 to 12. */
  month: number
  /** 1 to 31. */
  day: number
}

const daysInMonth = ({ year, month }: CalendarDate): number => {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 2 ? (isLeap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Whether there is such a day since GPS began. */
export const isInCalendar = (date: CalendarDate): boolean =>
  date.year >= 1980 &&
  date.year <= 2099 &&
  date.month >= 1 &&
  date.month <= 12 &&
  date.day >= 1 &&
  date.day <= daysInMonth(date)

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
