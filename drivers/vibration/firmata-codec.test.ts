import test from 'ava'
import fc from 'fast-check'
import {
  encodeI2cConfig,
  encodeI2cContinuousRead,
  encodeI2cWrite,
  encodeReset,
  encodeSamplingInterval,
  encodeVersionRequest,
  type FirmataMessage,
  firmataDecoder,
} from './firmata-codec.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

const decoded = (...parts: readonly Uint8Array[]) => {
  const messages: FirmataMessage[] = []
  const decoder = firmataDecoder((message) =>
    messages.push(message.kind === 'i2c-reply' ? { ...message, data: message.data.slice() } : message),
  )
  for (const part of parts) decoder.push(part)
  return { messages, counters: decoder.counters() }
}

// What firmata-io 2.3.0 writes for the same calls (i2cWrite, i2cRead, setSamplingInterval, i2cConfig, reportVersion, reset).
const requests = test.macro({
  exec: (t, bytes: Uint8Array, wanted: string) => t.is(hex(bytes), wanted),
  title: (title) => `${title} is encoded as firmata-io does`,
})
test('a write of two bytes', requests, encodeI2cWrite(0x53, [0x2d, 0x08]), 'f07653002d000800f7')
test('a write of a high byte', requests, encodeI2cWrite(0x68, [0x6b, 0x80]), 'f07668006b000001f7')
test('a continuous read', requests, encodeI2cContinuousRead(0x68, 0x3b, 14), 'f07668103b000e00f7')
test('a sampling interval', requests, encodeSamplingInterval(1000), 'f07a6807f7')
test('an I2C configuration', requests, encodeI2cConfig(), 'f0780000f7')
test('a version request', requests, encodeVersionRequest(), 'f9')
test('a reset', requests, encodeReset(), 'ff')

// Synthetic, by the tables of protocol.md and i2c.md.
const version = bytesOf('f9 02 06')
const firmwareName = bytesOf('f0 79 02 05 41 00 62 00 f7')
const reply = bytesOf('f0 77 53 00 32 00 7f 01 7f 01 00 00 01 00 00 01 00 00 f7')
const readReply: FirmataMessage = {
  kind: 'i2c-reply',
  address: 0x53,
  register: 0x32,
  data: Uint8Array.of(255, 255, 0, 1, 128, 0),
}

test('a board says its version, its name and what a part answered', (t) => {
  const { messages, counters } = decoded(version, firmwareName, reply)
  t.deepEqual(messages, [
    { kind: 'version', major: 2, minor: 6 },
    { kind: 'firmware', name: 'Ab', major: 2, minor: 5 },
    readReply,
  ])
  t.deepEqual(counters, { rxFrames: 3, rxDiscardedBytes: 0 })
})

test('a complaint of the board is a text', (t) => {
  t.deepEqual(decoded(bytesOf('f0 71 48 00 69 00 f7')).messages, [{ kind: 'text', text: 'Hi' }])
})

test('messages that nothing needs pass as whole ones', (t) => {
  const { messages, counters } = decoded(bytesOf('e0 01 02'), bytesOf('91 7f 00'), bytesOf('f0 6a 7f 7f f7'))
  t.deepEqual(messages, [{ kind: 'other' }, { kind: 'other' }, { kind: 'other' }])
  t.is(counters.rxDiscardedBytes, 0)
})

test('any fragmentation gives the same messages', (t) => {
  t.deepEqual(decoded(...Array.from(reply, (byte) => Uint8Array.of(byte))).messages, [readReply])
})

test('a message that another one cuts short is discarded, and the other one is read', (t) => {
  const { messages, counters } = decoded(reply.subarray(0, 7), reply)
  t.deepEqual(messages, [readReply])
  t.deepEqual(counters, { rxFrames: 1, rxDiscardedBytes: 7 })
})

test('noise before a message is counted, byte by byte', (t) => {
  const { messages, counters } = decoded(bytesOf('00 7f f7 c3'), reply)
  t.deepEqual(messages, [readReply])
  t.is(counters.rxDiscardedBytes, 4)
})

const refused = test.macro({
  exec: (t, text: string) => {
    const bytes = bytesOf(text)
    t.deepEqual(decoded(bytes), { messages: [], counters: { rxFrames: 0, rxDiscardedBytes: bytes.length } })
  },
  title: (title) => `${title} is no message`,
})
test('an empty sysex', refused, 'f0 f7')
test('a reply with half a byte at its end', refused, 'f0 77 53 00 32 00 7f f7')
test('a reply with a byte above 255', refused, 'f0 77 53 00 32 00 7f 02 f7')
test('a reply without a register', refused, 'f0 77 53 00 f7')

test('a sysex that never ends is given up at a bound', (t) => {
  const { messages, counters } = decoded(bytesOf('f0 77'), new Uint8Array(1_000_000), reply)
  t.deepEqual(messages, [readReply])
  t.is(counters.rxDiscardedBytes, 1_000_002)
})

test('a reset forgets half a message', (t) => {
  const messages: FirmataMessage[] = []
  const decoder = firmataDecoder((message) => messages.push(message))
  decoder.push(reply.subarray(0, 10))
  decoder.reset()
  decoder.push(reply.subarray(10))
  t.deepEqual(messages, [])
  t.is(decoder.counters().rxDiscardedBytes, reply.length)
})

test('whatever comes, every byte is either in a message or counted, and a good message after it is read', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      const { messages } = decoded(noise, reply)
      t.deepEqual(messages.at(-1), readReply)
    }),
  )
})
