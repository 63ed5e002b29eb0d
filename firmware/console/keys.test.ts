import test from 'ava'
import fc from 'fast-check'
import { KeyDecoder } from './keys.ts'

const typed = (...parts: (string | readonly number[])[]): string[] => {
  const decoder = new KeyDecoder()
  return parts
    .flatMap((part) => decoder.decode(Buffer.from(part as string)))
    .map((key) => (key.kind === 'letter' ? key.letter : key.kind === 'cursor' ? `${key.row},${key.column}` : key.kind))
}

test('letters of every language come whole, however they are cut', (t) => {
  const bytes = [...Buffer.from('aқЖ€𝄞')]
  t.deepEqual(typed(...bytes.map((byte) => [byte])), ['a', 'қ', 'Ж', '€', '𝄞'])
})

test('CR, LF, CR LF and CR NUL are one enter each', (t) => {
  t.deepEqual(typed('a\rb\nc\r\nd\r\0e'), ['a', 'enter', 'b', 'enter', 'c', 'enter', 'd', 'enter', 'e'])
  t.deepEqual(typed('\r\r\n\n'), ['enter', 'enter', 'enter'])
})

test('arrows and their like are known in the forms that terminals send', (t) => {
  t.deepEqual(typed('\x1b[A\x1bOB\x1b[C\x1b[D\x1b[H\x1bOF\x1b[1~\x1b[3~\x1b[24;80R'), [
    'up',
    'down',
    'right',
    'left',
    'home',
    'end',
    'home',
    'delete',
    '24,80',
  ])
})

test('a sequence that is cut by a control key gives way to it, and an unknown one is dropped', (t) => {
  t.deepEqual(typed('\x1b[1\x03', '\x1b[99zA', '\x1b[[A\x1bx', '\x1b[1111111111111111111mB'), [
    'interrupt',
    'A',
    'x',
    ...'111',
    'm',
    'B',
  ])
})

test('three NULs in a row are a break, two are noise', (t) => {
  t.deepEqual(typed('\0\0a\0\0\0b'), ['a', 'break', 'b'])
})

test('bytes that are no letter are dropped and counted', (t) => {
  const decoder = new KeyDecoder()
  t.deepEqual(decoder.decode(Uint8Array.of(0xff, 0x61, 0xc3, 0x62, 0xe2, 0x82, 0x63, 0x80)).map(String).length, 3)
  t.true(decoder.discardedBytes >= 5)
})

test('noise never throws, and a line end after it is an enter', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      const decoder = new KeyDecoder()
      decoder.decode(noise)
      return decoder.decode(Buffer.from('a\r')).at(-1)?.kind === 'enter'
    }),
  )
  t.pass()
})
