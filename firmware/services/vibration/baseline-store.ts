import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'
import type { VibrationBaseline } from '../../domain/vibration-baseline.ts'

const RECORD = 'vibration-baseline'
/** Chosen: a power cut costs ten minutes of learning, and the medium six writes an hour while there is something to learn. */
const EVERY_MS = 600_000
const MOST_PARTS = 16

const eachAxis = z.tuple([z.number(), z.number(), z.number()])
const usual = z.object({
  count: z.number().int().min(1),
  lnRms: eachAxis,
  variance: z.tuple([z.number().nonnegative(), z.number().nonnegative(), z.number().nonnegative()]),
  lnHigh: eachAxis,
  crest: eachAxis,
})
const baseline = z.object({
  bins: z.array(usual.nullable()).length(12),
  gravity: z.object({ count: z.number().int().min(0), meanG: eachAxis }),
})
const record = z.object({
  /** By part; each with what its figures depend on: another rate or another mount makes them worthless. */
  parts: z.record(z.string(), z.object({ setUp: z.string(), baseline })),
})
type BaselineRecord = z.infer<typeof record>

/** What is usual for each part, kept over restarts. */
export interface BaselineStore {
  /** Resolves with what was kept; empty when there is nothing, or it is damaged. */
  kept(): Promise<ReadonlyMap<string, VibrationBaseline>>
  /** Writes what has changed, at most every ten minutes unless it `mustWrite`; resolves when that is done, whether it worked or not. */
  keep(read: () => ReadonlyMap<string, VibrationBaseline>, when: { nowMs: number; mustWrite?: true }): Promise<void>
}

const parsed = (bytes: Uint8Array | undefined): BaselineRecord['parts'] => {
  if (!bytes) return {}
  try {
    return record.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data?.parts ?? {}
  } catch {
    return {}
  }
}

/** `setUpOf` names what a part's figures depend on; `onFailure` is called once. */
export const baselineStore = (
  storage: Storage,
  setUpOf: (part: string) => string,
  onFailure: (error: unknown) => void,
): BaselineStore => {
  const written = new Map<string, VibrationBaseline>()
  let writtenMs = Number.NEGATIVE_INFINITY
  let writing: Promise<void> | undefined
  let hasFailed = false
  const fail = (error: unknown): undefined => {
    if (!hasFailed) onFailure(error)
    hasFailed = true
    return undefined
  }
  const write = async (parts: ReadonlyMap<string, VibrationBaseline>): Promise<void> => {
    const entries = [...parts]
      .slice(0, MOST_PARTS)
      .map(([part, one]) => [part, { setUp: setUpOf(part), baseline: one }])
    for (const [part, one] of parts) written.set(part, one)
    const text = JSON.stringify({ parts: Object.fromEntries(entries) })
    await storage.write(RECORD, new TextEncoder().encode(text)).catch(fail)
    writing = undefined
  }
  return {
    kept: async () => {
      const parts = parsed(await storage.read(RECORD).catch(fail))
      const fitting = Object.entries(parts).filter(([part, { setUp }]) => setUp === setUpOf(part))
      for (const [part, one] of fitting) written.set(part, one.baseline)
      return new Map(fitting.map(([part, one]) => [part, one.baseline]))
    },
    keep: async (read, { nowMs, mustWrite }) => {
      if (!mustWrite && nowMs - writtenMs < EVERY_MS) return writing
      const parts = read()
      if ([...parts].every(([part, one]) => written.get(part) === one)) return writing
      if (writing) await writing
      writtenMs = nowMs
      writing = write(parts)
      await writing
    },
  }
}
