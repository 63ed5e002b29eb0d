type Parts = readonly [year: number, month: number, day: number, hour: number, minute: number, second: number]

const QUARTER_MS = 15 * 60_000

/** UTC of a local time of this century, two digits a part, and its zone in quarters of an hour; `undefined` for a date or time that is none. */
export const calendarTimeMs = (parts: Parts, zoneQuarters: number): number | undefined => {
  const [year, month, day, hour, minute, second] = parts
  if (hour > 23 || minute > 59 || second > 59) return undefined
  // A day or a month that is none would be taken as one of the next or the last.
  const local = new Date(Date.UTC(2000 + year, month - 1, day, hour, minute, second))
  const isInCalendar = local.getUTCMonth() === month - 1 && local.getUTCDate() === day
  return isInCalendar ? local.getTime() - zoneQuarters * QUARTER_MS : undefined
}
