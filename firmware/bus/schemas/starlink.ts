import { z } from 'zod'
import { atMs, counter, latDeg, lonDeg, name, sentence, sigmaM, utcMs } from './fields.ts'

const share = z.number().min(0).max(1)

/** A time in which the terminal's own words let expect an outage. */
const ahead = z.object({ fromMs: z.number(), toMs: z.number(), chance: share, cause: sentence })

const dish = z.object({
  isAlive: z.boolean(),
  hardware: name.optional(),
  software: name.optional(),
  uptimeS: counter.optional(),
  /** Absent while it carries traffic; the cause in the maker's words. */
  outage: z
    .object({ cause: name, startedUtcMs: utcMs.optional(), durationMs: z.number().nonnegative().optional() })
    .optional(),
  /** Of its own pings in the last second. */
  loss: share.optional(),
  latencyMs: z.number().nonnegative().optional(),
  /** The last 15 s, as long as a slot. */
  lastSlot: z.object({ seconds: counter, loss: share, latencyMs: z.number().nonnegative().optional() }).optional(),
  alerts: z.array(name).max(32),
  isStowAsked: z.boolean().optional(),
  isObstructed: z.boolean().optional(),
  obstructedShare: share.optional(),
  /** Until a satellite is scheduled for it, s; below 0 it does not know. */
  nextSlotInS: z.number().optional(),
  reboot: z.object({ atUtcMs: utcMs.optional(), isReady: z.boolean() }).optional(),
  disabled: name.optional(),
  gnss: z.object({ isValid: z.boolean(), satellites: counter, isInhibited: z.boolean() }).optional(),
  snowMelt: z.enum(['auto', 'always-on', 'always-off']).optional(),
  ethernetMbps: z.number().positive().optional(),
  /** Where it says it is: a vote in navigation. */
  location: z.object({ atMs, latDeg, lonDeg, heightM: z.number().optional(), sigmaM: sigmaM.optional() }).optional(),
  /** Seconds of its history that were overwritten before they were read. */
  lostSeconds: counter,
  ahead: z.array(ahead).max(8),
})

export const starlink = z.object({
  atMs,
  /** Until satellites change, 0 to 15 s; absent without trusted time. */
  slotChangeInMs: z.number().min(0).max(15_000).optional(),
  dishes: z.record(name, dish),
})
