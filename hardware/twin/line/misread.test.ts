import test from 'ava'
import type { SerialSettings } from '../../../hal/port.ts'
import { misread } from './misread.ts'

const at = (baudRate: number): SerialSettings => ({ baudRate, dataBits: 8, parity: 'none', stopBits: 1 })
const text = Buffer.from('$GNTXT,01,01,02,u-blox AG - www.u-blox.com*4E\r\n')

test('at its own rate, and a percent beside it, a line is read as it was sent', (t) => {
  for (const rate of [38_400, 38_784, 38_016]) t.deepEqual(Buffer.from(misread(text, at(38_400), rate)), text)
})

test('at twice or half the rate nothing is read as it was sent', (t) => {
  for (const rate of [9_600, 19_200, 76_800, 115_200]) {
    const heard = Buffer.from(misread(text, at(38_400), rate))
    t.false(heard.includes('$GN'))
    t.true(heard.length > 0)
  }
})

test('a slower reader makes fewer bytes of it, a faster one more', (t) => {
  t.true(misread(text, at(115_200), 9_600).length < text.length / 6)
  t.true(misread(text, at(9_600), 115_200).length > text.length)
})

test('nine low bits at half the rate are eighteen: one byte of zeros, and a second in which the last bit is high again', (t) => {
  t.deepEqual([...misread(Uint8Array.of(0), at(9_600), 19_200)], [0, 0x80])
})
