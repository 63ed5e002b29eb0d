import { type AccessChallenge, type Digest, isSame } from './access-challenge.ts'
import { bytesOfLetters, lettersOf } from './letter-code.ts'
import { type Role, roles } from './role.ts'

/** What the depot lets a person be, and for how long. */
export interface AccessLeave {
  name: string
  role: Role
  /** Minutes from when the train takes the answer. */
  minutes: number
}

export const MINUTES_AT_MOST = 24 * 60

/** Who may come in: as in the name of a user. */
export const USER_NAME = /^[a-z][a-z0-9-]{0,31}$/

const SIGNATURE_BYTES = 64
const CHECK_BYTES = 3
/** Length of the name, role, minutes. */
const HEAD_BYTES = 4

/** What a depot key signs. Every answer names its train and its challenge: it opens nothing else. */
export const answerSigned = (
  { name, role, minutes }: AccessLeave,
  { nonce, counter }: AccessChallenge,
  trainId: string,
): Uint8Array =>
  new TextEncoder().encode(
    ['steppelink access 1', trainId, Buffer.from(nonce).toString('hex'), counter, name, role, minutes].join('\n'),
  )

/** The answer as letters in groups of eight, some 135 of them. */
export const answerText = ({ name, role, minutes }: AccessLeave, signature: Uint8Array, digest: Digest): string => {
  const head = [name.length, roles.indexOf(role), minutes >> 8, minutes & 0xff]
  const body = Uint8Array.from([...head, ...new TextEncoder().encode(name), ...signature])
  const check = digest('steppelink answer', body).subarray(0, CHECK_BYTES)
  return lettersOf(Uint8Array.from([...body, ...check]), { group: 8, between: ' ' })
}

/** An answer as it came; `part` while letters are missing, `garbled` when it is none or a letter is wrong. */
export type AnswerRead = { leave: AccessLeave; signature: Uint8Array } | 'part' | 'garbled'

const leaveOf = (body: Uint8Array): AccessLeave | undefined => {
  const [length = 0, roleIndex = -1, high = 0, low = 0] = body
  const name = new TextDecoder('latin1').decode(body.subarray(HEAD_BYTES, HEAD_BYTES + length))
  const [role, minutes] = [roles[roleIndex], high * 256 + low]
  if (!role || !USER_NAME.test(name) || minutes < 1 || minutes > MINUTES_AT_MOST) return undefined
  return { name, role, minutes }
}

/** Reads what was pasted, line breaks, spaces and all. The signature is not checked here. */
export const readAnswer = (text: string, digest: Digest): AnswerRead => {
  const bytes = bytesOfLetters(text.slice(0, 1_000))
  if (!bytes) return 'garbled'
  const [length = 0] = bytes
  const bodyLength = HEAD_BYTES + length + SIGNATURE_BYTES
  if (bytes.length < bodyLength + CHECK_BYTES) return length > 32 ? 'garbled' : 'part'
  const body = bytes.slice(0, bodyLength)
  const check = digest('steppelink answer', body).subarray(0, CHECK_BYTES)
  const leave = leaveOf(body)
  if (bytes.length > bodyLength + CHECK_BYTES || !leave || !isSame(bytes.slice(bodyLength), check)) return 'garbled'
  return { leave, signature: body.slice(-SIGNATURE_BYTES) }
}
