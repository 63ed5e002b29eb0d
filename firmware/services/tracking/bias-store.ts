import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'
import { type BiasEstimate, biasAtStart, biasFromTurns, turnsOf } from '../../domain/bias-filter.ts'

const turns = z.tuple([z.number().min(-3).max(3), z.number().min(-3).max(3), z.number().min(-3).max(3)])
const record = z.object({
  turnsDeg: turns,
  rollDegPerC: z.number().min(-1).max(1),
  covarianceDeg2: z.array(z.number().min(-4).max(4)).length(9),
})

const recordOf = (terminal: string): string => `bias-${terminal}`

const parsed = (bytes: Uint8Array | undefined): z.infer<typeof record> | undefined => {
  if (!bytes) return undefined
  try {
    return record.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data
  } catch {
    return undefined
  }
}

/** Keeps what was learnt of how a terminal sits; a damaged record is none. */
export interface BiasStore {
  /** Rejects with TerminalError `storage-failed`. */
  read(terminal: string): Promise<BiasEstimate>
  /** Rejects with TerminalError `storage-failed`. */
  write(terminal: string, estimate: BiasEstimate): Promise<void>
}

export const biasStore = (storage: Storage): BiasStore => ({
  read: async (terminal) => {
    const found = parsed(await storage.read(recordOf(terminal)))
    return found ? biasFromTurns(found) : biasAtStart
  },
  write: (terminal, estimate) =>
    storage.write(recordOf(terminal), new TextEncoder().encode(JSON.stringify(turnsOf(estimate)))),
})
