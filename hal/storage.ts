import type { TerminalError } from './terminal-error.ts'

/**
 * What must survive a restart and a power cut: small named records, each written whole. A read after a cut gives the
 * last write that resolved, or a later one, never a mixture; a damaged record reads as the one before it, or as none.
 */
export interface Storage {
  /** `undefined` when there is none; rejects with TerminalError `storage-failed` when the medium fails. */
  read(record: string): Promise<Uint8Array | undefined>
  /** Whether there is anything of it, damaged or not: for what must not count as absent when it cannot be read. Rejects as `read` does. */
  has(record: string): Promise<boolean>
  /** Resolves when it is durable; rejects with TerminalError `storage-failed`, the record before it intact. */
  write(record: string, bytes: Uint8Array): Promise<void>
}

/** Records that live as long as the process, for accelerated rides and tests. */
export const memoryStorage = (records = new Map<string, Uint8Array>()): Storage => ({
  read: async (record) => records.get(record)?.slice(),
  has: async (record) => records.has(record),
  write: async (record, bytes) => {
    records.set(record, bytes.slice())
  },
})

/** In the place of a medium that cannot be opened: nothing counts as absent, and nothing as kept. */
export const failedStorage = (cause: TerminalError): Storage => ({
  read: () => Promise.reject(cause),
  has: () => Promise.reject(cause),
  write: () => Promise.reject(cause),
})
