const GPS_EPOCH_UTC_MS = 315_964_800_000
const WEEK_MS = 7 * 86_400_000
/** GPS time less UTC since 2017. */
export const LEAP_SECONDS = 18

/** A UTC time as GPS counts it from 1980-01-06. */
export interface GpsTime {
  week: number
  timeOfWeekMs: number
}

export const gpsTimeOf = (utcMs: number): GpsTime => {
  const sinceMs = utcMs + LEAP_SECONDS * 1000 - GPS_EPOCH_UTC_MS
  const week = Math.floor(sinceMs / WEEK_MS)
  return { week, timeOfWeekMs: sinceMs - week * WEEK_MS }
}
