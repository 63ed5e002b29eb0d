import { z } from 'zod'
import { emergencyReport } from './emergency-report.ts'
import { lettersForPhone } from './letters-for-phone.ts'
import { ONE_LINE } from './one-line.ts'

/** Something that a station is asked to mend or to have ready; what is unknown is absent. */
export const maintenanceRequest = emergencyReport.omit({ cancelledBy: true }).extend({
  /** The one that is asked: the next, when it was raised. */
  station: z.string().max(40).regex(ONE_LINE).optional(),
})

export type MaintenanceRequest = z.infer<typeof maintenanceRequest>

/** How one stands, as the train knows it; `delivered`: the network told that its text reached a phone; `acknowledged`: the shore keeps it. */
export const requestStates = ['queued', 'sent', 'delivered', 'acknowledged'] as const

export type RequestState = (typeof requestStates)[number]

/** Whether somebody ashore has it. */
export const hasArrived = (state: RequestState): boolean => state === 'delivered' || state === 'acknowledged'

/** In one line for people ashore. */
export const requestWords = ({ train, trainNumber, station, text, by, line }: MaintenanceRequest): string => {
  const number = trainNumber === undefined ? '' : ` (No ${trainNumber})`
  const where = line ? `, km ${line.chainageKm.toFixed(1)} of ${line.lineId}` : ''
  return `${train}${number} asks ${station ?? 'the next station'}: ${text}, by ${by}${where}`
}

/** The same, as long as two text messages. */
export const requestForPhone = (request: MaintenanceRequest): string => {
  const words = requestWords(request)
  return words.slice(0, Math.min(300, lettersForPhone(words)))
}
