import { z } from 'zod'
import { ONE_LINE } from '../../domain/one-line.ts'
import { name } from './fields.ts'

const person = z.string().min(1).max(60)
/** Body frame: forward, right, down, g. */
const offsetG = z.tuple([z.number(), z.number(), z.number()])

export const accelerometerKeep = z.strictObject({ by: person.regex(ONE_LINE, 'give one line of letters and signs') })

/** By `BOARD.PART`: what was measured over the last 5 s beside its limits, and what was kept before. */
export const accelerometerShown = z.object({
  limitG: z.number(),
  shakesAboveG: z.number(),
  parts: z.record(
    name,
    z.object({
      offsetG: offsetG.optional(),
      rmsG: z.number().nonnegative().optional(),
      isGood: z.boolean().optional(),
      /** Why it could not be measured. */
      why: z.string().max(200).optional(),
      kept: z.object({ offsetG, by: person }).optional(),
    }),
  ),
})
