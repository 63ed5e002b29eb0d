import { BUILD_UTC_MS, ERA_MS } from '../../drivers/gnss/epoch/era.ts'

const WEEKS_OF_ERA = 1024
/** Less is what a log's own remarks and its torn ends come to; chosen. */
const LARGE_SHARE = 0.25

/** What became of a receiver's bytes. */
export interface Decoded {
  bytes: number
  rxFrames: number
  unknownFrames: number
  /** Line ends are not counted. */
  rxDiscardedBytes: number
  checksumErrors: number
  /** By how much dates were moved to another era; whole multiples of 1024 weeks. */
  movedByMs: ReadonlySet<number>
}

const dayOf = (utcMs: number): string => new Date(utcMs).toISOString().slice(0, 10)

const movedNote = (movedByMs: ReadonlySet<number>, now: number | undefined): string => {
  const weeks = [...movedByMs].map((ms) => WEEKS_OF_ERA * Math.round(ms / ERA_MS)).join(' and ')
  return now === undefined
    ? `dates from before this firmware (${dayOf(BUILD_UTC_MS)}) were moved by ${weeks} weeks, as of a receiver that lost count of weeks; for a log that is older give --now with a day of its time`
    : `dates were moved by ${weeks} weeks to agree with --now ${dayOf(now)}; that must be a day of the log's time`
}

const notUnderstood = ({ bytes, rxFrames, rxDiscardedBytes, checksumErrors }: Decoded): string => {
  if (bytes === 0) return 'no message understood: there are no bytes'
  if (rxFrames > 0) return `no message understood: ${rxFrames} were whole, none of a known kind`
  const wrong = checksumErrors === 0 ? '' : ` (${checksumErrors} wrong checksums)`
  return `no message understood: ${rxDiscardedBytes} bytes belonged to none${wrong}; is it a receiver's bytes, at the right baud rate?`
}

/** What somebody should know who reads the objects that were made of a receiver's bytes, one line each; nothing when all is well. */
export const decodeNotes = (decoded: Decoded, now: number | undefined): string[] => {
  const { bytes, rxFrames, unknownFrames, rxDiscardedBytes, checksumErrors, movedByMs } = decoded
  const notes = movedByMs.size > 0 ? [movedNote(movedByMs, now)] : []
  if (rxFrames === unknownFrames) return [...notes, notUnderstood(decoded)]
  if (rxDiscardedBytes < LARGE_SHARE * bytes) return notes
  return [...notes, `${rxDiscardedBytes} of ${bytes} bytes belonged to no message; ${checksumErrors} wrong checksums`]
}
