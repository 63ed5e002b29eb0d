import test from 'ava'
import fc from 'fast-check'
import { decodeLine, encodeSetPoint, encodeVelocity, faultWords, motionOf } from './easycomm3-codec.ts'

test('a position reply holds both axes', (t) => {
  t.deepEqual(decodeLine('AZ123.4 EL45.6').replies, [
    { kind: 'azimuth', deg: 123.4 },
    { kind: 'elevation', deg: 45.6 },
  ])
})

test('status and errors are bit registers that may share a line', (t) => {
  t.deepEqual(decodeLine('GS6 GE2').replies, [
    { kind: 'status', bits: 6 },
    { kind: 'errors', bits: 2 },
  ])
})

test('alarm and version texts reach to the end of the line', (t) => {
  t.deepEqual(decodeLine('ALmotor hot').replies, [{ kind: 'alarm', text: 'motor hot' }])
  t.deepEqual(decodeLine('VESatNOGS-v2.2 b1').replies, [{ kind: 'version', text: 'SatNOGS-v2.2 b1' }])
})

test('an input reply names input and value', (t) => {
  t.deepEqual(decodeLine('IP3,1023').replies, [{ kind: 'input', input: 3, value: 1023 }])
})

const corrupt = test.macro({
  exec: (t, line: string, discardedBytes: number) => t.deepEqual(decodeLine(line), { replies: [], discardedBytes }),
  title: (_, line) => `"${line}" is discarded, not guessed at`,
})
test(corrupt, 'AZ12x.4', 7)
test(corrupt, 'AZ', 2)
test(corrupt, 'AZ1e3', 5)
test(corrupt, 'AZ12345.6', 9)
test(corrupt, 'GS-1', 4)
test(corrupt, 'IP1', 3)
test(corrupt, 'constructor', 11)

test('a good word survives a corrupt neighbour', (t) => {
  t.deepEqual(decodeLine('AZ1?3.4 EL45.6'), { replies: [{ kind: 'elevation', deg: 45.6 }], discardedBytes: 7 })
})

test('any text decodes without an exception', (t) => {
  fc.assert(fc.property(fc.string(), (line) => decodeLine(line).discardedBytes >= 0))
  t.pass()
})

test('a set-point has one decimal place', (t) => {
  t.is(encodeSetPoint({ azimuthDeg: 76.54, elevationDeg: 5 }), 'AZ76.5 EL5.0\n')
})

test('velocities choose left or right, up or down, by their sign', (t) => {
  t.is(encodeVelocity(1500.4, -250), 'VR1500 VD250\n')
  t.is(encodeVelocity(-1, 0), 'VL1 VU0\n')
})

test('an error outweighs motion, and motion outweighs pointing', (t) => {
  t.deepEqual([1, 4, 6, 14, 0].map(motionOf), ['idle', 'pointing', 'moving', 'error', 'idle'])
})

test('error bits combine', (t) => {
  t.deepEqual(faultWords(3), ['sensor', 'jam'])
  t.deepEqual(faultWords(0), [])
})
