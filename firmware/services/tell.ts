import type { ServiceName } from '../bus/services.ts'
import type { EventMessage } from '../bus/topics.ts'
import type { ServiceContext } from './service.ts'

const REASONS_AT_MOST = 16
const SENTENCE_AT_MOST = 400

/** What a service has to say: one sentence about a subject, with its reasons. */
export type Tell = (what: {
  subject: string
  text: string
  reasons?: readonly string[]
  severity?: EventMessage['severity']
  /** Of which kind it is, and what stands in the words that the console has for that. */
  code?: string
  values?: NonNullable<EventMessage['values']>
}) => void

/** How one service tells people what changed and why. */
export const tellAs =
  (service: ServiceName, { clock, bus }: ServiceContext): Tell =>
  ({ subject, text, reasons = [], severity = 'info', code, values }) =>
    bus.publish(`${service}.event`, {
      atMs: clock.nowMs(),
      severity,
      subject,
      text: text.slice(0, SENTENCE_AT_MOST),
      reasons: reasons.slice(0, REASONS_AT_MOST).map((reason) => reason.slice(0, SENTENCE_AT_MOST)),
      ...(code !== undefined && { code }),
      ...(values && { values }),
    })
