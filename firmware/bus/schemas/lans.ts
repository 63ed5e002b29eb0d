import { z } from 'zod'
import { counter, name } from './fields.ts'

/** How the controller's own networks on the train's side stand; none where it has none. */
export const lansShown = z.object({
  lans: z
    .array(
      z.object({
        interface: name,
        isThere: z.boolean(),
        parent: z.object({ name, isThere: z.boolean() }).optional(),
        hasCarrier: z.boolean(),
        hasAddress: z.boolean(),
        rxFrames: counter.optional(),
        isServing: z.boolean().optional(),
        leases: z.object({ held: counter, most: counter }).optional(),
      }),
    )
    .max(64),
})
