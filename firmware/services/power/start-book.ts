import type { Storage } from '../../../hal/storage.ts'
import { startRecord } from '../../bus/schemas/starts.ts'
import type { StartRecord } from '../../domain/start-record.ts'

const RECORD = 'starts'

/** What is kept of earlier starts; nothing where it cannot be read. */
export const readStarts = async (storage: Storage): Promise<StartRecord> => {
  try {
    const bytes = await storage.read(RECORD)
    return bytes ? (startRecord.safeParse(JSON.parse(Buffer.from(bytes).toString())).data ?? []) : []
  } catch {
    return []
  }
}

/** Rejects with TerminalError. */
export const writeStarts = (storage: Storage, record: StartRecord): Promise<void> =>
  storage.write(RECORD, Buffer.from(JSON.stringify(record)))
