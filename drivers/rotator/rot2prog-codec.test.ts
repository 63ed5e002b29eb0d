import test from 'ava'
import { decodeReply, encodeSetPoint, positionQuery, stopCommand } from './rot2prog-codec.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

// Both examples are those of the maker's protocol description.
test('the manual’s reply is azimuth 12.5° and elevation 34°, two steps a degree', (t) => {
  t.deepEqual(decodeReply(bytes('57 03 07 02 05 02 03 09 04 00 02 20')), {
    position: { azimuthDeg: 12.5, elevationDeg: 34 },
    stepsPerDeg: { azimuth: 2, elevation: 2 },
  })
})

test('the manual’s set-point of azimuth 123.5° and elevation 77° has its bytes', (t) => {
  t.deepEqual(
    encodeSetPoint({ azimuthDeg: 123.5, elevationDeg: 77 }, { azimuth: 2, elevation: 2 }),
    bytes('57 30 39 36 37 02 30 38 37 34 02 2F 20'),
  )
})

test('status and stop are thirteen bytes', (t) => {
  t.deepEqual(positionQuery, bytes('57 00 00 00 00 00 00 00 00 00 00 1F 20'))
  t.deepEqual(stopCommand, bytes('57 00 00 00 00 00 00 00 00 00 00 0F 20'))
})

for (const [what, hex] of [
  ['another start', '58 03 07 02 05 02 03 09 04 00 02 20'],
  ['another end', '57 03 07 02 05 02 03 09 04 00 02 21'],
  ['a digit of 10', '57 03 0A 02 05 02 03 09 04 00 02 20'],
  ['no steps', '57 03 07 02 05 00 03 09 04 00 02 20'],
  ['a byte too few', '57 03 07 02 05 02 03 09 04 00 20'],
] as const)
  test(`a reply with ${what} is none`, (t) => {
    t.is(decodeReply(bytes(hex)), undefined)
  })
