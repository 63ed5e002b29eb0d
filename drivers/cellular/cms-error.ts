import type { AtAnswer } from './at-channel.ts'

/** Numbers that no second try mends: the number, the subscription or the PDU is wrong. 3GPP TS 24.011 Annex E-2, 23.040 §9.2.3.22, 27.005 §3.2.5. */
const PERMANENT: ReadonlySet<number> = new Set([
  ...[1, 8, 10, 21, 28, 29, 30, 50, 69, 81, 95, 96, 97, 98, 99],
  ...[128, 129, 130, 143, 144, 145, 159, 176, 195, 196, 197],
  ...[302, 303, 304, 305],
])
/** The network did not answer the modem: the message may have gone. */
const NETWORK_TIMEOUT = 332

/** Why a message did not go, and whether another try can help. */
export type SendRefusal = 'permanent' | 'transient' | 'unknown'

/** What an answer to `+CMGS` that is no OK says. Whatever is not known to be for good is worth another try. */
export const refusalOf = ({ outcome, error }: AtAnswer): { refusal: SendRefusal; why: string } => {
  if (outcome !== 'error') return { refusal: 'unknown', why: 'the modem did not answer' }
  const { family = 'plain', code, text } = error ?? {}
  const why = family === 'plain' ? 'the modem refuses' : `+${family.toUpperCase()} ERROR: ${code ?? text}`
  if (family !== 'cms' || code === undefined) return { refusal: 'transient', why }
  if (code === NETWORK_TIMEOUT) return { refusal: 'unknown', why }
  return { refusal: PERMANENT.has(code) ? 'permanent' : 'transient', why }
}
