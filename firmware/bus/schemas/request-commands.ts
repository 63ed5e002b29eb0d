import { z } from 'zod'
import { emergencyPerson, emergencyText } from '../../domain/emergency-report.ts'
import { maintenanceRequest, requestStates } from '../../domain/maintenance-request.ts'
import { counter } from './fields.ts'

export const requestRaise = z.strictObject({ text: emergencyText, by: emergencyPerson })

/** Maintenance requests of the last week, the oldest first. */
export const requestList = z.object({
  requests: z
    .array(
      z.object({
        request: maintenanceRequest,
        /** Since it was raised. */
        ageS: z.number().nonnegative(),
        state: z.enum(requestStates),
        /** It went by text as well, or lies in the queue of texts. */
        isTexted: z.boolean(),
        tries: counter,
        /** It is where no power cut takes it. */
        isKept: z.boolean(),
      }),
    )
    .max(16),
})
