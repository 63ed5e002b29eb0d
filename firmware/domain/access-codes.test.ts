import { createHash, randomBytes } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { answerText, readAnswer } from './access-answer.ts'
import { challengeText, readChallenge } from './access-challenge.ts'
import { readPasswordHash } from './password-hash.ts'
import { readProvisioning } from './provisioning.ts'
import { roles } from './role.ts'

const digest = (label: string, bytes: Uint8Array) =>
  createHash('sha256').update(label).update('\n').update(bytes).digest()

const challenges = fc.record({
  nonce: fc.uint8Array({ minLength: 8, maxLength: 8 }),
  counter: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
})
const leaves = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/),
  role: fc.constantFrom(...roles),
  minutes: fc.integer({ min: 1, max: 1_440 }),
})
/** What a phone makes of a code: small letters, O for 0, l for 1, breaks anywhere. */
const retyped = (code: string): string =>
  code
    .toLowerCase()
    .replaceAll('0', 'O')
    .replaceAll('1', 'l')
    .replace(/(.{7})/g, '$1 \r\n– ')

test('a challenge is read as it was shown, however it is typed, and by its own train only', (t) => {
  fc.assert(
    fc.property(challenges, (challenge) => {
      const text = challengeText(challenge, 'kz8a-017', digest)
      t.regex(text, /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
      const read = readChallenge(retyped(text), 'kz8a-017', digest)
      t.deepEqual(read, { nonce: Uint8Array.from(challenge.nonce), counter: challenge.counter })
      t.is(typeof readChallenge(text, 'kz8a-018', digest), 'string')
    }),
  )
})

test('one wrong letter, or two changed about, is found in a challenge', (t) => {
  const text = challengeText({ nonce: randomBytes(8), counter: 7 }, 'kz8a-017', digest)
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '-') continue
    const other = text[index] === 'A' ? 'B' : 'A'
    t.is(typeof readChallenge(text.slice(0, index) + other + text.slice(index + 1), 'kz8a-017', digest), 'string')
  }
})

test('an answer is read as it was signed, however it is pasted, and every part of it is told as a part', (t) => {
  fc.assert(
    fc.property(leaves, fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.nat(), (leave, signature, cut) => {
      const text = answerText(leave, signature, digest)
      t.deepEqual(readAnswer(retyped(text), digest), { leave, signature: Uint8Array.from(signature) })
      t.is(readAnswer(text.slice(0, cut % (text.length - 8)), digest), 'part')
      t.is(readAnswer(`${text}ABCDEFGH`, digest), 'garbled')
    }),
    { numRuns: 50 },
  )
})

test('an answer with a wrong letter in it is never read', (t) => {
  const text = answerText({ name: 'aigerim', role: 'engineer', minutes: 60 }, randomBytes(64), digest)
  for (let index = 0; index < text.length - 1; index++) {
    if (text[index] === ' ') continue
    const other = text[index] === 'A' ? 'B' : 'A'
    t.is(typeof readAnswer(text.slice(0, index) + other + text.slice(index + 1), digest), 'string')
  }
})

test('text of any kind is no challenge, answer, hash or file, and throws nothing', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      t.is(typeof readChallenge(text, 'kz8a-017', digest), 'string')
      t.is(typeof readAnswer(text, digest), 'string')
      t.is(readPasswordHash(text), undefined)
      t.is(typeof readProvisioning(text), 'string')
    }),
  )
})

test('a hash whose terms are too cheap, or would take a controller’s memory, is none', (t) => {
  const hash = (terms: string) => readPasswordHash(`$scrypt$${terms}$${'A'.repeat(22)}$${'B'.repeat(43)}`)
  t.like(hash('ln=15,r=8,p=3'), { logCost: 15, blockSize: 8, parallel: 3 })
  for (const terms of ['ln=10,r=8,p=1', 'ln=14,r=1,p=1', 'ln=17,r=8,p=1', 'ln=16,r=16,p=1', 'ln=15,r=8,p=99'])
    t.is(hash(terms), undefined, terms)
})
