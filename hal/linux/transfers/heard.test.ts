import test from 'ava'
import { hear, nothingHeard } from './heard.ts'

const FRAME = Uint8Array.from([0x2a, 0x2a, 0x18, 0x42])
const CTRL_C = Uint8Array.of(3)

test('Ctrl-C is a key until the other end speaks ZMODEM, also across two pieces', (t) => {
  t.true(hear(nothingHeard(0), Uint8Array.from([0x61, 3]), { nowMs: 1, isSending: false }).isInterrupted)
  const half = hear(nothingHeard(0), FRAME.subarray(0, 2), { nowMs: 1, isSending: false })
  t.false(half.hasAnswered)
  const answered = hear(half, FRAME.subarray(2), { nowMs: 2, isSending: false })
  t.true(answered.hasAnswered)
  t.is(answered.bytes, 4)
  t.false(hear(answered, Uint8Array.from([1, 2, 3, 4]), { nowMs: 3, isSending: false }).isInterrupted)
})

test('later it is one that stands alone after a pause, and not a byte of a file', (t) => {
  const answered = hear(nothingHeard(0), FRAME, { nowMs: 0, isSending: false })
  t.false(hear(answered, CTRL_C, { nowMs: 50, isSending: false }).isInterrupted)
  t.true(hear(answered, CTRL_C, { nowMs: 400, isSending: false }).isInterrupted)
})

const NULS = Uint8Array.of(0, 0, 0)

test('three NULs are a BREAK until the other end sends its file, and all the time while it takes one', (t) => {
  t.true(hear(nothingHeard(0), NULS, { nowMs: 1, isSending: false }).hasBreak)
  const answered = hear(nothingHeard(0), FRAME, { nowMs: 0, isSending: false })
  t.false(hear(answered, NULS, { nowMs: 50, isSending: false }).hasBreak)
  t.true(hear(answered, NULS, { nowMs: 50, isSending: true }).hasBreak)
})

test('BREAKs after a pause of the other end are heard one by one', (t) => {
  let heard = hear(nothingHeard(0), FRAME, { nowMs: 0, isSending: false })
  for (const nowMs of [400, 800]) heard = hear(heard, NULS.subarray(0, 1), { nowMs, isSending: false })
  t.false(heard.hasBreak)
  t.true(hear(heard, NULS.subarray(0, 1), { nowMs: 1_200, isSending: false }).hasBreak)
})

test('NULs behind the first frame of a piece are its headers', (t) => {
  const fresh = nothingHeard(0)
  const receiving = { nowMs: 1, isSending: false }
  t.false(hear(fresh, Uint8Array.from([...FRAME, 4, ...NULS, 0]), receiving).hasBreak)
  t.true(hear(fresh, Uint8Array.from([...NULS, ...FRAME]), receiving).hasBreak)
  t.true(hear(hear(fresh, NULS.subarray(0, 2), receiving), Uint8Array.from([0, ...FRAME]), receiving).hasBreak)
})
