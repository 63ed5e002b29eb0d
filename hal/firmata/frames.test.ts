import test from 'ava'
import { firmataFrames, isVersionReport } from './frames.ts'

const hex = (frame: Uint8Array): string => Buffer.from(frame).toString('hex')
const run = (text: string): { frames: string[]; discarded: number } => {
  const framer = firmataFrames()
  const frames = Array.from(Buffer.from(text, 'hex'), (byte) => framer.push(Uint8Array.of(byte))).flat()
  return { frames: frames.map(hex), discarded: framer.discardedBytes() }
}

const cuts = test.macro((t, text: string, frames: string[], discarded: number) => {
  t.deepEqual(run(text.replaceAll(' ', '')), { frames, discarded })
})

// Firmata protocol 2.x: version report, firmware report, I2C reply of address 0x53, register 0x32, two bytes.
test(
  'messages come out whole, one byte at a time',
  cuts,
  'f90205 f079020547004900f7',
  ['f90205', 'f079020547004900f7'],
  0,
)
test('an I2C reply passes', cuts, 'f077 5300 3200 7f01 0000 f7', ['f077530032007f010000f7'], 0)
test('an I2C reply that lost a byte is thrown away', cuts, 'f077 5300 3200 7f01 00 f7 f90205', ['f90205'], 10)
test('an I2C reply whose second half is no single bit is thrown away', cuts, 'f077 5300 3200 017f f7', [], 9)
test('noise before a message is counted', cuts, '00 41 c3 f90205', ['f90205'], 3)
test('a message cut off by the next one is counted', cuts, 'f0770153 f90205', ['f90205'], 4)
test('an end without a start is noise', cuts, 'f7 f90205', ['f90205'], 1)
test('an empty message is thrown away', cuts, 'f0f7', [], 2)

test('a message without an end takes no more memory than the longest one, and the next is read', (t) => {
  const framer = firmataFrames()
  framer.push(Uint8Array.of(0xf0))
  for (let n = 0; n < 100; n++) framer.push(new Uint8Array(1000))
  t.true(framer.discardedBytes() > 95_000)
  t.deepEqual(framer.push(Uint8Array.of(0xf9, 2, 5)).map(hex), ['f90205'])
})

test('only the version report tells that a board has started', (t) => {
  t.true(isVersionReport(Uint8Array.of(0xf9, 2, 5)))
  t.false(isVersionReport(Uint8Array.of(0xf0, 0x79, 0xf7)))
})
