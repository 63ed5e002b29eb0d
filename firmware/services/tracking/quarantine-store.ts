import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'
import type { Quarantined } from '../../plan/quarantine.ts'

const record = z
  .array(
    z.object({
      noradId: z.number().int().positive(),
      untilUtcMs: z.number(),
      failures: z.number().int().nonnegative().max(1_000),
    }),
  )
  .max(20_000)

/** Keeps over restarts which satellites gave a terminal no lock. */
export interface QuarantineStore {
  /** Writes the list when it is another one than last time; never waits. */
  keep(list: readonly Quarantined[]): void
}

const parsed = (bytes: Uint8Array | undefined): readonly Quarantined[] => {
  if (!bytes) return []
  try {
    return record.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? []
  } catch {
    return []
  }
}

/** Reads the record of a terminal at once; a damaged one is as none. `onFailure` is called once. */
export const quarantineStore = (
  storage: Storage | undefined,
  terminal: string,
  { onRecord, onFailure }: { onRecord(list: readonly Quarantined[]): void; onFailure(error: unknown): void },
): QuarantineStore => {
  const name = `satellites-${terminal}`
  let kept: readonly Quarantined[] = []
  let isBusy = storage !== undefined
  let hasFailed = false
  const fail = (error: unknown): void => {
    if (!hasFailed) onFailure(error)
    hasFailed = true
  }
  const done = (): void => {
    isBusy = false
  }
  const recall = (bytes: Uint8Array | undefined): void => {
    kept = parsed(bytes)
    if (kept.length > 0) onRecord(kept)
  }
  storage?.read(name).then(recall, fail).finally(done)
  return {
    keep: (list) => {
      if (!storage || isBusy || list === kept) return
      if (list.length === 0 && kept.length === 0) return
      kept = list
      isBusy = true
      storage
        .write(name, new TextEncoder().encode(JSON.stringify(list)))
        .catch(fail)
        .finally(done)
    },
  }
}
