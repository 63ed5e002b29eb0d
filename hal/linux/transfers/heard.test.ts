import test from 'ava'
import { hear, nothingHeard } from './heard.ts'

const FRAME = Uint8Array.from([0x2a, 0x2a, 0x18, 0x42])
const CTRL_C = Uint8Array.of(3)

test('Ctrl-C is a key until the other end speaks ZMODEM, also across two pieces', (t) => {
  t.true(hear(nothingHeard(0), Uint8Array.from([0x61, 3]), 1).isInterrupted)
  const half = hear(nothingHeard(0), FRAME.subarray(0, 2), 1)
  t.false(half.hasAnswered)
  const answered = hear(half, FRAME.subarray(2), 2)
  t.true(answered.hasAnswered)
  t.is(answered.bytes, 4)
  t.false(hear(answered, Uint8Array.from([1, 2, 3, 4]), 3).isInterrupted)
})

test('later it is one that stands alone after a pause, and not a byte of a file', (t) => {
  const answered = hear(nothingHeard(0), FRAME, 0)
  t.false(hear(answered, CTRL_C, 50).isInterrupted)
  t.true(hear(answered, CTRL_C, 400).isInterrupted)
})
