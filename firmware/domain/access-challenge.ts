import { bytesOfLetters, lettersOf } from './letter-code.ts'

/** The first bytes of SHA-256 over a text and bytes: finds slips of the tongue, and is no proof of anything. */
export type Digest = (label: string, bytes: Uint8Array) => Uint8Array

/** What a train asks the depot to sign: a number that was never asked before, and how many it has asked. */
export interface AccessChallenge {
  /** 8 bytes of chance. */
  nonce: Uint8Array
  /** Rises with every challenge of a train, also over restarts. */
  counter: number
}

const NONCE_BYTES = 8
const BODY_BYTES = NONCE_BYTES + 4
const CHECK_BYTES = 3

/** The highest that a challenge can hold: a train that asked every second would get there in 136 years. */
export const COUNTER_END = 2 ** 32

const bodyOf = ({ nonce, counter }: AccessChallenge): Uint8Array => {
  const body = new Uint8Array(BODY_BYTES)
  body.set(nonce.subarray(0, NONCE_BYTES))
  new DataView(body.buffer).setUint32(NONCE_BYTES, counter)
  return body
}

const checkOf = (trainId: string, body: Uint8Array, digest: Digest): Uint8Array =>
  digest(`steppelink challenge ${trainId}`, body).subarray(0, CHECK_BYTES)

export const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index])

/** 24 letters in groups of four, to be read out: `K7QF-…`. The checksum holds for this train only. */
export const challengeText = (challenge: AccessChallenge, trainId: string, digest: Digest): string => {
  const body = bodyOf(challenge)
  return lettersOf(Uint8Array.from([...body, ...checkOf(trainId, body, digest)]), { group: 4, between: '-' })
}

/** What was read out and typed again; in words what is wrong with it. */
export const readChallenge = (text: string, trainId: string, digest: Digest): AccessChallenge | string => {
  const bytes = bytesOfLetters(text.slice(0, 200))
  if (!bytes) return 'it has a letter that no challenge has'
  const wanted = BODY_BYTES + CHECK_BYTES
  if (bytes.length !== wanted) return `it has ${bytes.length < wanted ? 'too few' : 'too many'} letters: there are 24`
  const body = bytes.slice(0, BODY_BYTES)
  if (!isSame(bytes.slice(BODY_BYTES), checkOf(trainId, body, digest)))
    return 'a letter of it is wrong, or it is the challenge of another train'
  return { nonce: body.slice(0, NONCE_BYTES), counter: new DataView(body.buffer).getUint32(NONCE_BYTES) }
}
