import { type AsciiBuffer, ascii } from './ascii-buffer.ts'

const DAY_MS = 86_400_000
const T = ascii('T')
const Z = ascii('Z')
const DASH = ascii('-')
const COLON = ascii(':')
const POINT = ascii('.')

/** Year, month and day of a number of days since 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms"). */
const writeDate = (out: AsciiBuffer, days: number): void => {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9)
  out.whole(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4)
  out.put(DASH)
  out.whole(month, 2)
  out.put(DASH)
  out.whole(dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1, 2)
}

/** Writes milliseconds since 1970, years 0 to 9999, as `2026-06-01T03:12:31.250Z`; without a calendar of the machine. */
export const writeIsoTime = (out: AsciiBuffer, utcMs: number): void => {
  const ms = Math.round(utcMs)
  const days = Math.floor(ms / DAY_MS)
  const ofDay = ms - days * DAY_MS
  const seconds = Math.floor(ofDay / 1000)
  writeDate(out, days)
  out.put(T)
  out.whole(Math.floor(seconds / 3600), 2)
  out.put(COLON)
  out.whole(Math.floor(seconds / 60) % 60, 2)
  out.put(COLON)
  out.whole(seconds % 60, 2)
  out.put(POINT)
  out.whole(ofDay % 1000, 3)
  out.put(Z)
}
