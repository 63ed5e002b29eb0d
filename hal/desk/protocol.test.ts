import test from 'ava'
import { decodeLine, deskRequest, deskTelling, encodeLine, lineFramer, MAX_LINE_BYTES } from './protocol.ts'

test('lines come out whole, however they are cut', (t) => {
  const framer = lineFramer()
  const bytes = Buffer.from('{"a":1}\n{"b":"ж"}\n{"c"')
  const lines = Array.from(bytes, (byte) => framer.push(Uint8Array.of(byte))).flat()
  t.deepEqual(lines, ['{"a":1}', '{"b":"ж"}'])
  t.deepEqual(framer.push(Buffer.from(':3}\n\n')), ['{"c":3}', ''])
})

test('a line without an end is thrown away and counted, and the next one is read', (t) => {
  const framer = lineFramer()
  for (let kilobyte = 0; kilobyte < 100; kilobyte++) t.deepEqual(framer.push(Buffer.alloc(1000, 'x')), [])
  t.deepEqual(framer.push(Buffer.from('x\n{}\n')), ['{}'])
  t.is(framer.discardedBytes(), 100_001)
})

test('a line may be as long as the limit', (t) => {
  const framer = lineFramer()
  const line = 'x'.repeat(MAX_LINE_BYTES)
  t.deepEqual(framer.push(Buffer.from(`${line}\n`)), [line])
  t.deepEqual(framer.push(Buffer.from(`${line}x\n`)), [])
})

test('requests are lines of JSON', (t) => {
  const request = { do: 'write', line: 'transmit-permit', level: 1 } as const
  t.is(encodeLine(request).toString(), '{"do":"write","line":"transmit-permit","level":1}\n')
  t.deepEqual(decodeLine(deskRequest, '{"do":"route","id":3,"trafficClass":"bulk"}'), {
    do: 'route',
    id: 3,
    trafficClass: 'bulk',
  })
})

const isNone = test.macro((t, line: string) => {
  t.is(decodeLine(deskRequest, line), undefined)
  t.is(decodeLine(deskTelling, line), undefined)
})
test('nothing is no message', isNone, '')
test('garbage is no message', isNone, '{"do":')
test('another type is no message', isNone, '[1]')
test('an unknown request is no message', isNone, '{"do":"reboot"}')
test('a level beyond 0 and 1 is no message', isNone, '{"do":"write","line":"led","level":2}')
test('a name without end is no message', isNone, `{"do":"hello","client":"${'x'.repeat(101)}"}`)
test(
  'a loss above 1 is no message',
  isNone,
  '{"tell":"traffic","link":"lte","atMs":1,"carries":true,"loss":2,"throughputMbps":1}',
)
