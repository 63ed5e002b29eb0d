import test from 'ava'
import fc from 'fast-check'
import { type TextFileRead, TextFileReader, textFileLines } from './text-file.ts'

const AT_MOST = 5_000
const read = (reader: TextFileReader, lines: readonly string[]): TextFileRead =>
  lines.map((line) => reader.take(line)).at(-1) ?? { kind: 'more' }
const fileWith = (bytes: Uint8Array) => ({ name: 'log-1a2b3c4d.txt', bytes })
const someBytes = fc.uint8Array({ maxLength: 2_000 })

test('any file comes back as it went, its bytes on lines of 80 letters at most', (t) => {
  fc.assert(
    fc.property(someBytes, (bytes) => {
      const lines = textFileLines(fileWith(bytes))
      t.true(lines.slice(1, -1).every(({ length }) => length <= 80))
      const last = read(new TextFileReader(AT_MOST), lines)
      t.true(last.kind === 'done' && Buffer.from(last.file.bytes).equals(bytes))
    }),
  )
})

test('a line that is lost, or has one letter wrong, is named; sent again it completes the file', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 200, maxLength: 2_000 }), fc.nat(), fc.nat(), (bytes, where, letter) => {
      const lines = textFileLines(fileWith(bytes))
      const lost = 1 + (where % (lines.length - 2))
      const whole = lines[lost] ?? ''
      const at = letter % whole.length
      const wrong = `${whole.slice(0, at)}${whole[at] === 'x' ? 'y' : 'x'}${whole.slice(at + 1)}`
      const reader = new TextFileReader(AT_MOST)
      t.deepEqual(read(reader, lines.toSpliced(lost, 1, wrong)), { kind: 'missing', lines: [lost] })
      t.is(read(reader, [whole, lines.at(-1) ?? '']).kind, 'done')
    }),
  )
})

test('no line of any letters breaks it, and what is too large is not kept', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 200 }), { maxLength: 50 }), (lines) => {
      const reader = new TextFileReader(AT_MOST)
      read(reader, lines)
      t.is(read(reader, textFileLines(fileWith(Uint8Array.of(1, 2, 3)))).kind, 'done')
    }),
  )
  t.is(new TextFileReader(10).take('-----BEGIN STEPPELINK x 11 BYTES-----').kind, 'too-large')
})
