import type { AtAnswer } from './at-channel.ts'
import type { AtTurns } from './at-turns.ts'
import type { OutgoingText, SendOutcome } from './cellular.ts'
import { refusalOf } from './cms-error.ts'
import { isPhoneNumber } from './sms-fields.ts'
import { encodeSubmit, MAX_PARTS, type SubmitPdu } from './sms-submit.ts'

/** A network that is slow or congested answers after a minute or two; manuals of three makers say 120 s. */
const SEND_TIMEOUT_MS = 120_000

/** The modem's number of the message: `+CMGS: 7`. */
const referenceIn = ({ lines }: AtAnswer): number | undefined => {
  const text = lines.flatMap((line) => (line.kind === 'info' && line.name === '+CMGS' ? [line.cells[0]?.text] : []))[0]
  return text !== undefined && /^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : undefined
}

const refused = (why: string): SendOutcome => ({ kind: 'refused', isPermanent: true, why, references: [] })

/** Sends one text, part after part; the first that does not go ends it. Each part is said once: whoever asks again decides that. */
export const sendText = async (turns: AtTurns, text: OutgoingText): Promise<SendOutcome> => {
  if (!isPhoneNumber(text.to)) return refused(`"${text.to.slice(0, 24)}" is no number`)
  const pdus = encodeSubmit(text)
  if (!pdus) return refused(`its text needs more than ${MAX_PARTS} messages`)
  const references: number[] = []
  for (const pdu of pdus) {
    const answer = await submit(turns, pdu)
    const reference = referenceIn(answer)
    if (reference !== undefined) references.push(reference)
    if (answer.outcome === 'ok') continue
    const { refusal, why } = refusalOf(answer)
    if (refusal === 'unknown') return { kind: 'unknown', why, references }
    return { kind: 'refused', isPermanent: refusal === 'permanent', why, references }
  }
  return { kind: 'sent', references }
}

const submit = (turns: AtTurns, { hex, length }: SubmitPdu): Promise<AtAnswer> =>
  turns.ask({ command: `AT+CMGS=${length}`, body: hex, timeoutMs: SEND_TIMEOUT_MS, isOnce: true })
