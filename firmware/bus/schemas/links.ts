import { z } from 'zod'
import { trafficClasses } from '../../domain/traffic-class.ts'
import { atMs, counter, name, sentence, utcMs } from './fields.ts'

export const cellular = z.object({
  atMs,
  modems: z.record(
    name,
    z.object({
      isAlive: z.boolean(),
      registration: z.enum(['searching', 'home', 'roaming', 'denied', 'none', 'unknown']),
      operator: name.optional(),
      rsrpDbm: z.number().optional(),
      accessTechnology: counter.optional(),
      /** The network takes text messages from it. */
      canText: z.boolean().optional(),
      /** Its cell is a satellite. */
      isSatellite: z.boolean().optional(),
      isDataActive: z.boolean().optional(),
      sim: z.enum(['ready', 'pin', 'puk', 'absent', 'failed', 'busy']).optional(),
      /** UTC as the network told it, at a time of the monotonic clock; whole seconds. */
      networkTime: z.object({ atMs, utcMs }).optional(),
    }),
  ),
})

export const links = z.object({
  atMs,
  links: z.record(
    name,
    z.object({
      state: z.enum(['down', 'acquiring', 'degraded', 'up']),
      reason: sentence,
      /** The same by its code and what stands in its words, for other languages. */
      why: z.object({ code: name, values: z.record(name, z.union([z.number(), sentence])) }).optional(),
      /** Its modem, terminal or port is well. */
      isRadioUp: z.boolean().optional(),
      latencyMs: z.number().nonnegative().optional(),
      loss: z.number().min(0).max(1).optional(),
    }),
  ),
  /** The link that carries each class; a class that nothing carries is absent. */
  routes: z.partialRecord(z.enum(trafficClasses), name),
})

/** What is expected of each link in the next minutes, from sky, line, coverage map and announcements. */
export const outlook = z.object({
  atMs,
  links: z.record(
    name,
    z
      .array(
        z.object({
          fromMs: z.number(),
          toMs: z.number(),
          chance: z.number().min(0).max(1),
          cause: sentence,
        }),
      )
      .max(64),
  ),
})
