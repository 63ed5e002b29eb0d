import { memoryStorage, type Storage } from '../../../hal/storage.ts'

/** What a ride on a simulated clock begins with, and how it is kept. */
interface RideState {
  storage: Storage
  /** Writes what changed into the ride's folder; rejects with TerminalError `storage-failed`. */
  keep(): Promise<void>
}

/**
 * Records in memory, read from a folder before the ride and written to it after: a file's own time has no place on a
 * simulated clock, and the same folder gives the same ride. Rejects with TerminalError `storage-failed`.
 */
export const rideState = async (folder: string | undefined): Promise<RideState> => {
  if (folder === undefined) return { storage: memoryStorage(), keep: async () => undefined }
  const kept = await (await import('../../../hal/linux/storage.ts')).openStorage(folder)
  const records = new Map<string, Uint8Array>()
  for (const name of await kept.records()) {
    const bytes = await kept.read(name)
    if (bytes) records.set(name, bytes)
  }
  const before = new Map(records)
  return {
    storage: memoryStorage(records),
    keep: async () => {
      for (const [name, bytes] of records) if (before.get(name) !== bytes) await kept.write(name, bytes)
    },
  }
}
