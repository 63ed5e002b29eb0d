import type { MonotonicMs } from '../../hal/units.ts'
import type { AccessLeave, AnswerRead } from '../domain/access-answer.ts'
import type { AccessChallenge } from '../domain/access-challenge.ts'
import type { Role } from '../domain/role.ts'

/** A challenge that waits for its answer. */
interface Asked {
  line: string
  challenge: AccessChallenge
  askedMs: MonotonicMs
}

/** Who was let in by a challenge; ends by itself, and at a restart. */
export interface AccessGrant {
  name: string
  role: Role
  untilMs: MonotonicMs
  /** Of a password that holds as long; absent until one is set. */
  hash?: string | undefined
}

/** Kept in memory only: a restart ends it all. */
export interface AccessGrants {
  asked: readonly Asked[]
  given: readonly AccessGrant[]
}

export const noGrants: AccessGrants = { asked: [], given: [] }

/** A phone call to the depot takes its time. */
const ANSWER_WITHIN_MS = 3_600_000
const ASKED_AT_MOST = 8
const GIVEN_AT_MOST = 16

/** A line's new challenge takes the place of the one before it. */
export const ask = (grants: AccessGrants, asked: Asked): AccessGrants => ({
  ...grants,
  asked: [...grants.asked.filter(({ line }) => line !== asked.line), asked].slice(-ASKED_AT_MOST),
})

export type AnswerFault = 'answer-part' | 'answer-garbled' | 'answer-late' | 'answer-foreign'

/** What an answer comes to. */
export type Answered = { grants: AccessGrants; grant: AccessGrant; key: string } | { fault: AnswerFault }

/**
 * Judges an answer to the challenge of a line. `signer` names the trusted key that signed exactly this leave for exactly this challenge.
 * A challenge is answered once.
 */
export const answer = (
  grants: AccessGrants,
  { line, read, nowMs }: { line: string; read: AnswerRead; nowMs: MonotonicMs },
  signer: (leave: AccessLeave, challenge: AccessChallenge, signature: Uint8Array) => string | undefined,
): Answered => {
  if (typeof read === 'string') return { fault: `answer-${read}` }
  const asked = grants.asked.find((one) => one.line === line)
  if (!asked || nowMs - asked.askedMs >= ANSWER_WITHIN_MS) return { fault: 'answer-late' }
  const key = signer(read.leave, asked.challenge, read.signature)
  if (key === undefined) return { fault: 'answer-foreign' }
  const { name, role, minutes } = read.leave
  const grant: AccessGrant = { name, role, untilMs: (nowMs + minutes * 60_000) as MonotonicMs }
  const others = grants.given.filter((other) => other.name !== name)
  return {
    grants: {
      asked: grants.asked.filter((one) => one !== asked),
      given: [...others, grant].slice(-GIVEN_AT_MOST),
    },
    grant,
    key,
  }
}

/** Who holds a grant of this name at the moment. */
export const grantOf = ({ given }: AccessGrants, name: string, nowMs: MonotonicMs): AccessGrant | undefined =>
  given.find((grant) => grant.name === name && nowMs < grant.untilMs)

export const withPassword = (grants: AccessGrants, name: string, hash: string): AccessGrants => ({
  ...grants,
  given: grants.given.map((grant) => (grant.name === name ? { ...grant, hash } : grant)),
})

export const passGrants = (grants: AccessGrants, nowMs: MonotonicMs): AccessGrants => ({
  ...grants,
  given: grants.given.filter(({ untilMs }) => nowMs < untilMs),
})

/** Nobody of this name is let in any more. */
export const withoutGrant = (grants: AccessGrants, name: string): AccessGrants => ({
  ...grants,
  given: grants.given.filter((grant) => grant.name !== name),
})
