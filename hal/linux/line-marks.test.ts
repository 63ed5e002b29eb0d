import test from 'ava'
import fc from 'fast-check'
import { LineMarks } from './line-marks.ts'

const unmarked = (...parts: number[][]): number[] => {
  const marks = new LineMarks()
  return parts.flatMap((part) => [...marks.take(Uint8Array.from(part))])
}

test('a break is three NULs, a byte with an error FF, and a doubled FF one', (t) => {
  t.deepEqual(unmarked([0x61, 0xff, 0x00, 0x00, 0x62]), [0x61, 0, 0, 0, 0x62])
  t.deepEqual(unmarked([0x61, 0xff, 0x00, 0x41, 0x62]), [0x61, 0xff, 0x62])
  t.deepEqual(unmarked([0xff, 0xff, 0x00]), [0xff, 0x00])
})

test('marks may be cut anywhere', (t) => {
  t.deepEqual(unmarked([0xff], [0x00], [0x00], [0xff], [0xff, 0xff], [0x00, 0x41]), [0, 0, 0, 0xff, 0xff])
})

test('what a line received comes out as it was, when every FF is doubled', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (parts) => {
      const doubled = parts.map((part) => [...part].flatMap((byte) => (byte === 0xff ? [byte, byte] : [byte])))
      t.deepEqual(
        unmarked(...doubled),
        parts.flatMap((part) => [...part]),
      )
    }),
  )
})
