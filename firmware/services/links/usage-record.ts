import { z } from 'zod'
import type { DataUsage } from '../../domain/data-usage.ts'
import type { BudgetWatch } from '../../plan/budget-watch.ts'

/** What must survive of the counting: bytes of months, counters as they were last read, and what people have been told. */
export interface UsageRecord {
  usage: DataUsage
  told: BudgetWatch
}

const bytes = z.number().min(0).max(Number.MAX_SAFE_INTEGER)
const moved = z.strictObject({ sentBytes: bytes, receivedBytes: bytes })
const key = z.string().max(64)
const month = z.string().regex(/^\d{4}-\d{2}$/)
const byLink = z.record(key, z.record(key, moved))
const reading = z.strictObject({
  link: key,
  trafficClass: key.optional(),
  epoch: z.string().max(100),
  sentBytes: bytes,
  receivedBytes: bytes,
})

const record = z.strictObject({
  usage: z.strictObject({
    month: month.optional(),
    months: z.record(month, byLink),
    pending: byLink,
    readings: z.record(z.string().max(130), reading),
  }),
  told: z.strictObject({ month: month.optional(), toldPercent: z.record(key, z.number()) }),
})

export const packUsage = (kept: UsageRecord): Uint8Array => new TextEncoder().encode(JSON.stringify(kept))

/** `undefined` for what is no such record. */
export const unpackUsage = (packed: Uint8Array): UsageRecord | undefined => {
  try {
    return record.parse(JSON.parse(new TextDecoder().decode(packed))) as UsageRecord
  } catch {
    return undefined
  }
}
