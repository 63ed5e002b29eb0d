/** UTC as `2026-06-01 03:12:31 UTC`. */
export const clockText = (utcMs: number): string =>
  `${new Date(utcMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`
