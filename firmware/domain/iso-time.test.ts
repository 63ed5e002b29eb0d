import test from 'ava'
import fc from 'fast-check'
import { AsciiBuffer } from './ascii-buffer.ts'
import { writeIsoTime } from './iso-time.ts'

const isoTime = (utcMs: number): string => {
  const out = new AsciiBuffer(32)
  writeIsoTime(out, utcMs)
  return out.written().toString('latin1')
}

test('any millisecond of 1900 to 2200 reads as the machine’s calendar has it', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2200, 0) }), (ms) => {
      t.is(isoTime(ms), new Date(ms).toISOString())
    }),
  )
})
