const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

const durationForm = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/
const plainSeconds = /^\d+(?:\.\d+)?$/

/** `90s`, `5m`, `1h30m`, `45` (seconds) in ms; undefined for anything else. */
export const parseDurationMs = (text: string): number | undefined => {
  if (plainSeconds.test(text)) return Number(text) * SECOND_MS
  const found = text === '' ? null : durationForm.exec(text)
  if (!found) return undefined
  const [, hours = '0', minutes = '0', seconds = '0'] = found
  return Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * SECOND_MS
}

const two = (value: number): string => String(value).padStart(2, '0')

/** A duration as `1:02:03`, or `2:03` below an hour. */
export const durationText = (ms: number): string => {
  const totalS = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(totalS / 3600)
  const rest = `${two(Math.floor(totalS / 60) % 60)}:${two(totalS % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '')
}
