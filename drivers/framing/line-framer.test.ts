import test from 'ava'
import fc from 'fast-check'
import { lineFramer } from './line-framer.ts'

const framed = (parts: readonly Uint8Array[], options: { maxBytes?: number; accept?: 'ascii' | 'any' } = {}) => {
  const lines: string[] = []
  let discarded = 0
  const framer = lineFramer({
    maxBytes: 16,
    ...options,
    onLine: (line) => lines.push(line),
    onDiscard: (bytes) => {
      discarded += bytes
    },
  })
  for (const part of parts) framer.push(part)
  return { lines, discarded }
}
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')

test('a line ends with LF, CR LF or CR, and empty lines are dropped', (t) => {
  t.deepEqual(framed([latin1('a 1\nb 2\r\nc 3\rd 4\n\r\n\r\n')]), { lines: ['a 1', 'b 2', 'c 3', 'd 4'], discarded: 0 })
})

test('a line is held until its end comes', (t) => {
  t.deepEqual(framed([latin1('AZ1'), latin1('0.5'), latin1('\nE')]).lines, ['AZ10.5'])
})

test('an over-long line is discarded whole, counted, and the next one is read', (t) => {
  t.deepEqual(framed([latin1(`${'x'.repeat(17)}\nok\n`)]), { lines: ['ok'], discarded: 17 })
  t.deepEqual(framed([latin1('x'.repeat(10)), latin1('x'.repeat(10)), latin1('yy\nok\n')]), {
    lines: ['ok'],
    discarded: 22,
  })
})

test('a line of exactly the limit is kept', (t) => {
  t.deepEqual(framed([latin1(`${'x'.repeat(16)}\n`)]).lines, ['x'.repeat(16)])
})

test('a line with a control or non-ASCII byte is discarded whole', (t) => {
  t.deepEqual(framed([latin1('a\u0000b\nok\n\u00ffz\n')]), { lines: ['ok'], discarded: 5 })
})

test('any byte passes where it is accepted', (t) => {
  t.deepEqual(framed([latin1('a\u0001\u00e9\n')], { accept: 'any' }).lines, ['a\u0001\u00e9'])
})

test('any fragmentation gives the same lines and the same count', (t) => {
  const noisy = fc
    .array(fc.constantFrom(...'ab \r\n\u0000\u00ff'), { maxLength: 200 })
    .map((all) => latin1(all.join('')))
  fc.assert(
    fc.property(noisy, fc.array(fc.nat(20), { minLength: 1 }), (bytes, cuts) => {
      const parts: Uint8Array[] = []
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const length = Math.max(1, cuts[turn % cuts.length] as number)
        parts.push(bytes.subarray(at, at + length))
        at += length
      }
      t.deepEqual(framed(parts, { maxBytes: 8 }), framed([bytes], { maxBytes: 8 }))
    }),
  )
})

test('a reset forgets the line that has begun and counts it', (t) => {
  const lines: string[] = []
  let discarded = 0
  const framer = lineFramer({
    maxBytes: 80,
    onLine: (line) => lines.push(line),
    onDiscard: (bytes) => {
      discarded += bytes
    },
  })
  framer.push(Buffer.from('half'))
  framer.reset()
  framer.push(Buffer.from('whole\n'))
  t.deepEqual([lines, discarded], [['whole'], 4])
})
