import test from 'ava'
import fc from 'fast-check'
import { decodeAntennaMessage, encodeAntennaMessage } from './antenna-lines.ts'
import type { AntennaMessage } from './messages.ts'

const decodes = test.macro({
  exec: (t, line: string, message: AntennaMessage) => t.deepEqual(decodeAntennaMessage(line), message),
  title: (_, line) => `reads ${JSON.stringify(line)}`,
})
const here = { latDeg: 51.112, lonDeg: 71.533 }

test(decodes, 's 1 0', { kind: 'status', isFunctional: true, mayTransmit: false })
test(decodes, ' s 1\t1 0 0\r\n', { kind: 'status', isFunctional: true, mayTransmit: true })
test(decodes, 'w 0', { kind: 'position', position: undefined })
test(decodes, 'w 0 0 0 0', { kind: 'position', position: undefined })
test(decodes, 'w 1 51.112 71.533 1400000', { kind: 'position', position: here })
test(decodes, 'w 1 51.112 71.533 0 350', { kind: 'position', position: { ...here, heightM: 350 } })
test(decodes, 'w 1 51.112 71.533 0 350 180.5 30', {
  kind: 'position',
  position: { ...here, heightM: 350, headingTrueDeg: 180.5, speedMps: 30 },
})
test(decodes, 'w 1 51.112 71.533 0 350 180.5 30 -1 2 180.5 7 8', {
  kind: 'position',
  position: { ...here, heightM: 350, headingTrueDeg: 180.5, speedMps: 30, pitchDeg: -1, rollDeg: 2 },
})
test(decodes, 'a 5', { kind: 'lock-interval', intervalS: 5 })
test(decodes, 'c 1 0 0 1 0', { kind: 'carrier-to-noise-request', numbers: [1, 0, 0, 1, 0] })
test(decodes, 'i maker model', { kind: 'identity', text: 'maker model' })

const refuses = test.macro({
  exec: (t, line: string, reason: string) => t.deepEqual(decodeAntennaMessage(line), { kind: 'unreadable', reason }),
  title: (_, line) => `refuses ${JSON.stringify(line)}`,
})

test(refuses, 's 1', 's: functional and may transmit are not 0 or 1')
test(refuses, 's 2 1', 's: functional and may transmit are not 0 or 1')
test(refuses, 'w 1 x 71', 'w: argument 2 is no number')
test(refuses, 'w 1 51', 'w: argument 3 is no number')
test(refuses, 'w 1 51 71 0 1e9', 'w: argument 5 is no number')
test(refuses, 'w 1 0 0 0', 'w: no place on earth')
test(refuses, 'w 1 91 0 0', 'w: no place on earth')
test(refuses, 'a -1', 'a: interval below 0')
test(refuses, 'c 1 x', 'c: argument 2 is no number')
test(refuses, 'S 58.5', 'no message of an antenna: S')

test('no text makes the codec throw', (t) => {
  fc.assert(fc.property(fc.string(), (line) => typeof decodeAntennaMessage(line).kind === 'string'))
  t.pass()
})

const encodes = test.macro({
  exec: (t, message: AntennaMessage, line: string) => t.is(encodeAntennaMessage(message), line),
  title: (_, __, line) => `writes ${JSON.stringify(line)}`,
})
const position = {
  latDeg: 51.112,
  lonDeg: 71.533,
  heightM: 350,
  headingTrueDeg: 123.456,
  speedMps: 30,
  pitchDeg: -0.5,
  rollDeg: 2,
}

test(encodes, { kind: 'status', isFunctional: true, mayTransmit: false }, 's 1 0\n')
test(encodes, { kind: 'position', position }, 'w 1 51.112000 71.533000 0 350.0 123.46 30.00 -0.50 2.00\n')
test(encodes, { kind: 'lock-interval', intervalS: 5 }, 'a 5\n')
test(encodes, { kind: 'carrier-to-noise-request', numbers: [1, 0, 0, 1] }, 'c 1 0 0 1\n')
test(encodes, { kind: 'identity', text: 'steppelink' }, 'i steppelink\n')

const invalid = { ...position, latDeg: 0, lonDeg: 0 }

test('an unknown position is never sent as a valid one, nor is 0,0 or what is no number', (t) => {
  const positions = [undefined, invalid, { ...position, latDeg: Number.NaN }, { ...position, lonDeg: 181 }]
  for (const each of positions) t.is(encodeAntennaMessage({ kind: 'position', position: each }), 'w 0 0 0 0\n')
})
