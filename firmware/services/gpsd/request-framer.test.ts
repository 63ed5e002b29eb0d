import test from 'ava'
import fc from 'fast-check'
import { requestFramer } from './request-framer.ts'

const framed = (text: string): (string | undefined)[] => requestFramer().push(Buffer.from(text, 'latin1'))

for (const [given, ...wanted] of [
  ['?VERSION;', '?VERSION'],
  ['?VERSION;\r\n?POLL\n', '?VERSION', '?POLL'],
  ['?WATCH={"enable":true};\n', '?WATCH={"enable":true}'],
  ['?WATCH={"enable":true}?POLL;', '?WATCH={"enable":true}', '?POLL'],
  ['?WATCH={"device":"a;}\\"b"}', '?WATCH={"device":"a;}\\"b"}'],
  ['hello\n?POLL;', undefined, '?POLL'],
  ['hello ?POLL;\n\n\n;;', undefined],
  ['?WATCH={"a":{"b":1}};', '?WATCH={"a":{"b":1}}'],
  ['?WATCH={"enable":tr', ...[]],
] as const) {
  test(`${JSON.stringify(given)} is ${wanted.length} requests or runs of something else`, (t) => {
    t.deepEqual(framed(given), wanted as never)
  })
}

test('a request without an end is given up at its bound, and the next line is heard', (t) => {
  const framer = requestFramer()
  t.deepEqual(framer.push(Buffer.from(`?WATCH={"device":"${'x'.repeat(1_000_000)}`)), [undefined])
  t.true(framer.discardedBytes() >= 1_000_000)
  t.deepEqual(framer.push(Buffer.from('\n?POLL;')), ['?POLL'])
})

test('any fragmentation of any bytes gives the same requests', (t) => {
  const pieces = fc.oneof(
    fc.constantFrom('?POLL;', '?WATCH={"json":true}', '"', '\\', '{', '}', '\n', '?'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (texts, size) => {
      const bytes = Buffer.from(texts.join(''))
      const framer = requestFramer()
      const found: (string | undefined)[] = []
      for (let at = 0; at < bytes.length; at += size) found.push(...framer.push(bytes.subarray(at, at + size)))
      t.deepEqual(found, requestFramer().push(bytes))
    }),
  )
})
