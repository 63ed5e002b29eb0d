import test from 'ava'
import { double, float, floats, nested, readFields, text, whole } from './protobuf-words.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('messages are as the examples of the encoding page have them', (t) => {
  // protobuf.dev/programming-guides/encoding: Test1 with a = 150, Test2 with b = "testing", Test3 with c = Test1.
  t.is(hex(whole(1, 150)), '089601')
  t.is(hex(text(2, 'testing')), '120774657374696e67')
  t.is(hex(nested(3, whole(1, 150))), '1a03089601')
  t.is(hex(whole(1, -2)), '08feffffffffffffffff01')
})

test('floats, doubles and packed floats are little-endian, and large field numbers take two bytes', (t) => {
  t.is(hex(float(1, 1)), '0d0000803f')
  t.is(hex(double(1, 1)), '09000000000000f03f')
  t.is(hex(floats(1001, [1, 0])), 'ca3e080000803f00000000')
})

test('what proto 3 does not write is not written', (t) => {
  t.is(hex(Buffer.concat([whole(1, 0), whole(2, false), float(3, 0), double(4, 0), text(5, ''), floats(6, [])])), '')
  t.is(hex(nested(7)), '3a00')
})

test('fields are read back, and what is cut off or no message is none', (t) => {
  const bytes = Buffer.concat([whole(14, 300), nested(2002, whole(1, true)), double(5, 2)])
  const fields = readFields(bytes)
  t.deepEqual(
    fields?.map(({ field }) => field),
    [14, 2002, 5],
  )
  t.is(fields?.[0]?.value, 300n)
  t.is(readFields(bytes.subarray(0, bytes.length - 1)), undefined)
  t.is(readFields(Buffer.alloc(11, 0xff)), undefined)
  t.is(readFields(Buffer.from('0b', 'hex')), undefined)
})
