import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'

const RECORD = 'accelerometer-zero'
const MOST_PARTS = 16

const kept = z.object({
  /** What the figure depends on: another mount makes it worthless. */
  setUp: z.string(),
  offsetG: z.tuple([z.number(), z.number(), z.number()]),
  by: z.string().max(60),
})
const record = z.object({ parts: z.record(z.string(), kept) })

/** The zero of a part as it was kept last, and who kept it. */
export interface KeptZero {
  offsetG: [x: number, y: number, z: number]
  by: string
}

const parsed = (bytes: Uint8Array | undefined): z.infer<typeof record>['parts'] => {
  if (!bytes) return {}
  try {
    return record.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data?.parts ?? {}
  } catch {
    return {}
  }
}

/** Zeros of accelerometers over restarts; a damaged record is none. */
export const zeroStore = (storage: Storage, setUpOf: (part: string) => string) => ({
  /** Those that still fit how boards are set up; rejects with a TerminalError when the medium fails. */
  read: async (): Promise<ReadonlyMap<string, KeptZero>> => {
    const parts = Object.entries(parsed(await storage.read(RECORD)))
    return new Map(
      parts.flatMap(([part, { setUp, offsetG, by }]) =>
        setUp === setUpOf(part) ? [[part, { offsetG, by }] as const] : [],
      ),
    )
  },
  /** Resolves once it is durable; rejects with a TerminalError when the medium fails. */
  write: (zeros: ReadonlyMap<string, KeptZero>): Promise<void> => {
    const parts = [...zeros].slice(0, MOST_PARTS).map(([part, zero]) => [part, { ...zero, setUp: setUpOf(part) }])
    return storage.write(RECORD, new TextEncoder().encode(JSON.stringify({ parts: Object.fromEntries(parts) })))
  },
})
