const two = (value: number): string => String(value).padStart(2, '0')

/** A duration as `1:02:03`, or `2:03` below an hour. */
export const durationText = (ms: number): string => {
  const totalS = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(totalS / 3600)
  const rest = `${two(Math.floor(totalS / 60) % 60)}:${two(totalS % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '')
}

/** UTC as `2026-06-01 03:12:31 UTC`. */
export const clockText = (utcMs: number): string =>
  `${new Date(utcMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`
