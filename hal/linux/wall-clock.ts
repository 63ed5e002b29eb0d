import { type UtcMs, utcMs } from '../units.ts'

/**
 * UTC as the host believes it: it may be wrong or step. For the stamps of logs, and beside what a daemon says that it is off;
 * no decision may rest on it.
 */
export const wallUtcMs = (): UtcMs => utcMs(Date.now())
