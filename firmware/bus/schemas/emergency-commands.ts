import { z } from 'zod'
import { emergencyId, emergencyPerson, emergencyReport, emergencyText } from '../../domain/emergency-report.ts'
import { counter, name } from './fields.ts'

export const emergencyRaise = z.strictObject({
  /** The asker's own name of it: the same is one emergency, however often it is asked for. */
  id: emergencyId,
  text: emergencyText,
  by: emergencyPerson,
})

/** One by its id, or all that are open; neither means the one that is open, and is refused where there are several. */
export const emergencyCancel = z
  .strictObject({ id: emergencyId.optional(), all: z.literal(true).optional(), by: emergencyPerson })
  .refine(({ id, all }) => id === undefined || all === undefined, 'give an id or all, not both')

/** Emergencies of the last days, and how each stands on each way. */
export const emergencyList = z.object({
  /** What is wrong with that which was kept before the start; those may be missing here. */
  damage: z.string().optional(),
  emergencies: z.array(
    z.object({
      report: emergencyReport,
      /** Since it was raised. */
      ageS: z.number().nonnegative(),
      /** It is where no power cut takes it. */
      isKept: z.boolean(),
      /** The shore keeps it as it is now: raised, or cancelled. */
      isAcknowledged: z.boolean(),
      ways: z.array(
        z.object({
          kind: z.enum(['link', 'text']),
          name,
          state: z.enum(['queued', 'sent', 'delivered', 'acknowledged']),
          tries: counter,
        }),
      ),
    }),
  ),
})
