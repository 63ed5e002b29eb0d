import { BUILD_UTC_MS } from '../../../drivers/gnss/epoch/era.ts'
import { openStorage } from '../../../hal/linux/storage.ts'
import { type UtcMs, utcMs } from '../../../hal/units.ts'
import { parseElements } from '../../domain/elements-file.ts'
import { TimeFloor } from '../../services/navigation/time-floor.ts'
import { UsageError } from '../../usage-error.ts'

/** When a ride begins unless its elements are of another time: an evening departure from Astana (20:00 there). */
export const DEFAULT_START_MS = Date.UTC(2026, 4, 31, 15)
const DAY_MS = 86_400_000
/** Elements are flown when they are at most this old, as on a train. */
const ELEMENTS_FIT_MS = 3 * DAY_MS
/** How old the newest element set is when a ride begins that takes its time from them. */
const ELEMENTS_AGE_MS = DAY_MS / 4
const MINUTE_MS = 60_000

/** When a ride with these elements begins. */
const startFor = (text: string, file: string): UtcMs => {
  const elements = parseElements(text, file)
  if ('error' in elements) throw new UsageError(elements.error)
  const newestMs = Math.max(...elements.satellites.map((satellite) => satellite.epochUtcMs))
  const ageMs = DEFAULT_START_MS - newestMs
  if (ageMs >= 0 && ageMs <= ELEMENTS_FIT_MS) return utcMs(DEFAULT_START_MS)
  return utcMs(Math.ceil((newestMs + ELEMENTS_AGE_MS) / MINUTE_MS) * MINUTE_MS)
}

/** What was trusted before is the past: the next ride leaves on the first evening after it. */
const eveningAfter = (keptUtcMs: number): UtcMs =>
  utcMs(DEFAULT_START_MS + Math.max(0, Math.ceil((keptUtcMs - DEFAULT_START_MS) / DAY_MS)) * DAY_MS)

/** When a ride begins: as its elements ask, or in the evening; with a state folder on the evening after the ride that left it. Rejects with TerminalError `storage-failed`. */
export const rideStart = async ({
  elements,
  stateFolder,
}: {
  elements?: { text: string; file: string } | undefined
  stateFolder?: string | undefined
}): Promise<UtcMs> => {
  if (elements) return startFor(elements.text, elements.file)
  if (stateFolder === undefined) return utcMs(DEFAULT_START_MS)
  const floor = new TimeFloor({ buildUtcMs: BUILD_UTC_MS, storage: await openStorage(stateFolder) })
  return eveningAfter((await floor.read()) ?? DEFAULT_START_MS)
}
