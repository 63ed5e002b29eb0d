import { z } from 'zod'
import { atMs, counter, name, sentence } from './fields.ts'

export const power = z.object({
  atMs,
  isSupplyFailing: z.boolean(),
  isTampered: z.boolean(),
  isLockedOut: z.boolean(),
  isEmergencyPressed: z.boolean(),
})

export const health = z.object({
  atMs,
  devices: z.record(
    name,
    z.object({
      rxBytes: counter,
      rxFrames: counter,
      rxDiscardedBytes: counter,
      checksumErrors: counter,
      timeouts: counter,
      reconnects: counter,
    }),
  ),
  /** By device, for how long no byte has come, s, to the period of these messages; absent for one that was never heard. */
  quietS: z.record(name, z.number().nonnegative()).optional(),
  /** When the service started: a later one than before is a restart. */
  sinceMs: atMs.optional(),
  /** Of a service that serves some: connected now; since its start, those that came, were too many, and did not read. */
  clients: z
    .object({ clients: counter, accepted: counter, refused: counter, dropped: counter, rests: counter })
    .optional(),
  /** Of tracking: its steps since the last message; how late each began, how many never did, how long the longest took. */
  ticks: z
    .object({
      lateMs: z.array(z.number().nonnegative()).max(1_000),
      swallowed: counter,
      longestMs: z.number().nonnegative(),
    })
    .optional(),
})

/** Something worth telling a person: what changed, and why. */
export const event = z.object({
  atMs,
  /** `alarm`: somebody on the shore must know, by text message where nothing else is left. */
  severity: z.enum(['info', 'warning', 'alarm']),
  subject: name,
  text: sentence,
  reasons: z.array(sentence).max(16),
  /** Which kind of event it is, where the console has words of its own for it; `values` stand in them. */
  code: name.optional(),
  values: z.record(name, z.union([z.number(), sentence])).optional(),
})
