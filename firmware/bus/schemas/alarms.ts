import { z } from 'zod'
import { atMs, counter, name, sentence, utcMs } from './fields.ts'

const value = z.union([z.number(), sentence])

/** Something that is wrong, or was. */
const alarm = z.object({
  id: counter,
  /** Which kind; the console has its words, and what to do. */
  code: name,
  /** What it is about; of an event `SERVICE SUBJECT`. */
  subject: z.string().max(140),
  severity: z.enum(['warning', 'alarm']),
  /** What stands in its words. */
  values: z.record(name, value),
  state: z.enum(['raised', 'acknowledged', 'cleared']),
  acknowledgedBy: z.string().max(60).optional(),
  /** Of the machine's clock; below 0 for what began before it did. */
  firstMs: z.number(),
  lastMs: z.number(),
  /** Where UTC was trusted then. */
  firstUtcMs: utcMs.optional(),
  lastUtcMs: utcMs.optional(),
  /** How often it began. */
  count: counter,
})

/** What is wrong, and what was and nobody has acknowledged; the newest 64. */
export const alarms = z.object({
  atMs,
  alarms: z.array(alarm).max(64),
  /** False once the medium has refused what is to survive a restart. */
  isKept: z.boolean(),
})

export const alarmsShown = z.object({ atMs, alarms: z.array(alarm).max(256), isKept: z.boolean() })

/** All unless one is named. */
export const alarmsAcknowledge = (by: z.ZodString) => z.strictObject({ id: counter.optional(), by })

const severity = z.enum(['info', 'warning', 'alarm'])

export const logWanted = z.strictObject({
  /** At most so many, the newest of those that fit. */
  count: z.number().int().min(1).max(200),
  /** Entries before this number only: how a reader goes back. */
  before: counter.optional(),
  /** This grave or graver. */
  severity: severity.optional(),
  source: name.optional(),
})

/** What services told, the oldest first. */
export const logShown = z.object({
  entries: z
    .array(
      z.object({
        number: counter,
        /** Since the machine started, s. */
        uptimeS: z.number(),
        /** Where UTC was trusted then. */
        utcMs: utcMs.optional(),
        source: name,
        severity,
        subject: name,
        text: sentence,
        reasons: z.array(sentence).max(16),
      }),
    )
    .max(200),
})
