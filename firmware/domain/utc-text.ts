const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:Z|\+00:00)?$/

/** UTC in ISO 8601 (`2026-05-31T15:00:00.250Z`; without a zone it is UTC), ms since 1970 with its fraction; `undefined` for anything else. */
export const parseUtcMs = (text: string): number | undefined => {
  const found = DATE_TIME.exec(text.trim())
  if (!found) return undefined
  const [, date, hours, minutes, seconds, fraction = '0'] = found
  const wholeMs = Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`)
  // A day that its month does not have would be taken as one of the next.
  const isInCalendar = !Number.isNaN(wholeMs) && utcText(wholeMs).startsWith(date ?? '')
  return isInCalendar ? wholeMs + Number(fraction) * 1000 : undefined
}

/** ISO 8601 with whole milliseconds, as `2026-05-31T15:00:10.000Z`. */
export const utcText = (utcMs: number): string => new Date(utcMs).toISOString()
