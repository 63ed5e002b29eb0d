import { z } from 'zod'
import { counter, name } from './fields.ts'

/** The last lives of the firmware on this controller, the oldest first; the last of them is the present one. */
export const startRecord = z
  .array(
    z.object({
      bootId: name,
      end: z.enum(['running', 'clean', 'supply', 'cut']),
      ranS: counter,
      isSupplyFailing: z.boolean(),
      crashes: z.record(name, counter),
    }),
  )
  .max(12)
