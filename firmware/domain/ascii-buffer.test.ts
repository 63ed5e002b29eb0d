import test from 'ava'
import fc from 'fast-check'
import { AsciiBuffer, ascii } from './ascii-buffer.ts'

const written = (write: (out: AsciiBuffer) => void): string => {
  const out = new AsciiBuffer(1)
  write(out)
  return out.written().toString('latin1')
}

const isFixedAsTheLanguageHasIt = (value: number, digits: number): boolean =>
  written((out) => out.fixed(value, digits)) === value.toFixed(digits)

test('a number with decimals reads as the language itself writes it', (t) => {
  const decimals = fc.integer({ min: 0, max: 9 })
  fc.assert(fc.property(fc.double({ min: -1e10, max: 1e10 }), decimals, isFixedAsTheLanguageHasIt), { numRuns: 5000 })
  fc.assert(fc.property(fc.double(), decimals, isFixedAsTheLanguageHasIt))
  t.pass()
})

test('a number in the middle between two texts, or just beside it, is rounded as the language does it', (t) => {
  const steps = fc.integer({ min: -2_000_000, max: 2_000_000 })
  const beside = fc.constantFrom(0, 2 ** -50, -(2 ** -50), 1e-9, -1e-9)
  const middle = fc
    .integer({ min: 0, max: 6 })
    .chain((digits) =>
      fc.tuple(steps, beside).map(([step, aside]) => ({ value: (step + 0.5) / 10 ** digits + aside, digits })),
    )
  fc.assert(
    fc.property(middle, ({ value, digits }) => isFixedAsTheLanguageHasIt(value, digits)),
    { numRuns: 5000 },
  )
  for (const value of [0.9995, 9.9999, 1.005, -0.0004, -0, 0, 2 ** 31, Number.NaN])
    t.is(
      written((out) => out.fixed(value, 3)),
      value.toFixed(3),
    )
})

test('a whole number has the zeros that are asked for, and no more digits than it needs', (t) => {
  t.is(
    written((out) => out.whole(0)),
    '0',
  )
  t.is(
    written((out) => out.whole(7, 3)),
    '007',
  )
  t.is(
    written((out) => out.whole(12_345, 2)),
    '12345',
  )
  t.is(
    written((out) => out.whole(2 ** 31 - 1)),
    '2147483647',
  )
})

test('the buffer grows with what is written, and begins anew when cleared', (t) => {
  const out = new AsciiBuffer(4)
  out.put(ascii('{"class":'))
  out.text('"TPV"}')
  t.is(out.written().toString('latin1'), '{"class":"TPV"}')
  out.clear()
  out.whole(3)
  t.is(out.written().toString('latin1'), '3')
})
