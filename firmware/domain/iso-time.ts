const DAY_MS = 86_400_000

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0')

/** Year, month and day of a number of days since 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms"). */
const dateText = (days: number): string => {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9)
  return `${padded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4)}-${padded(month, 2)}-${padded(day, 2)}`
}

/** Milliseconds since 1970, years 0 to 9999, as `2026-06-01T03:12:31.250Z`; without a calendar of the machine. */
export const isoTime = (utcMs: number): string => {
  const ms = Math.round(utcMs)
  const days = Math.floor(ms / DAY_MS)
  const ofDay = ms - days * DAY_MS
  const hours = padded(Math.floor(ofDay / 3_600_000), 2)
  const minutes = padded(Math.floor(ofDay / 60_000) % 60, 2)
  const seconds = padded(Math.floor(ofDay / 1000) % 60, 2)
  return `${dateText(days)}T${hours}:${minutes}:${seconds}.${padded(ofDay % 1000, 3)}Z`
}
