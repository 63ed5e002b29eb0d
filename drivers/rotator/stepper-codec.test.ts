import test from 'ava'
import fc from 'fast-check'
import {
  encodeAcceleration,
  encodePositionRequest,
  encodeSpeed,
  encodeStepperConfig,
  encodeStop,
  encodeSwitch,
  encodeTo,
  encodeZero,
  type StepperMessage,
  stepperFramer,
} from './stepper-codec.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

// What firmata-io 2.3.0 writes for accelStepperConfig, …Zero, …To, …Stop, …ReportPosition, …Acceleration and …Speed.
const request = test.macro({
  exec: (t, bytes: Uint8Array, wanted: string) => t.is(hex(bytes), wanted),
  title: (title) => `${title} is encoded as firmata-io does`,
})
test('a driver of step and direction', request, encodeStepperConfig(1, { step: 4, direction: 5 }), 'f062000110040500f7')
test('a new zero', request, encodeZero(1), 'f0620101f7')
test('a position', request, encodeTo(0, 16_000), 'f0620300007d000000f7')
test('a negative position', request, encodeTo(1, -80_000), 'f06203010071040008f7')
test('a stop', request, encodeStop(1), 'f0620501f7')
test('a question for the position', request, encodePositionRequest(1), 'f0620601f7')
test('an acceleration', request, encodeAcceleration(0, 640), 'f062080040000030f7')
test('a speed', request, encodeSpeed(0, 960), 'f062090060000030f7')

test('a switch is an input with pull-up whose port is told', (t) => {
  t.is(hex(encodeSwitch(9)), 'f4090bd101')
})

const decoded = (bytes: Uint8Array) => {
  const messages: StepperMessage[] = []
  let discarded = 0
  const { push } = stepperFramer({
    onMessage: (message) => messages.push(message),
    onDiscard: (count) => {
      discarded += count
    },
  })
  for (const byte of bytes) push(Uint8Array.of(byte))
  return { messages, discarded }
}

test('positions, ports and versions are read out of single bytes, other messages pass', (t) => {
  const { messages, discarded } = decoded(
    Buffer.from('f90206f0790206f7f06206010071040008f7910200f0620a00007d000000f7', 'hex'),
  )
  t.deepEqual(messages, [
    { kind: 'version' },
    { kind: 'position', device: 1, steps: -80_000 },
    { kind: 'port', port: 1, bits: 2 },
    { kind: 'position', device: 0, steps: 16_000 },
  ])
  t.is(discarded, 0)
})

test('any bytes are read without an exception; halves and strays are counted', (t) => {
  t.is(decoded(Buffer.from('05f062060100f7', 'hex')).discarded, 6)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => decoded(bytes).discarded <= bytes.length))
})
