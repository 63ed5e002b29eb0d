import { type UtcMs, utcMs } from '../units.ts'

/** UTC as the host believes it, for the stamps of logs only: it may be wrong or step, and no decision may rest on it. */
export const wallUtcMs = (): UtcMs => utcMs(Date.now())
