import test from 'ava'
import { parseUtcMs, utcText } from './utc-text.ts'

test('UTC is read to the fraction of a millisecond, with T or a blank, with Z or without a zone', (t) => {
  t.is(parseUtcMs('2026-05-31T15:00:00Z'), 1_780_239_600_000)
  t.is(parseUtcMs('2026-05-31 15:00:00.000250'), 1_780_239_600_000.25)
  t.is(parseUtcMs('2026-05-31T15:00:00.5+00:00'), 1_780_239_600_500)
})

for (const text of ['', '2026-05-31', '2026-02-30T00:00:00Z', '2026-05-31T25:00:00Z', '2026-05-31T15:00:00+05:00', 'x'])
  test(`"${text}" is no UTC time`, (t) => {
    t.is(parseUtcMs(text), undefined)
  })

test('UTC is written with milliseconds and reads back', (t) => {
  t.is(utcText(1_780_239_600_250), '2026-05-31T15:00:00.250Z')
  t.is(parseUtcMs(utcText(1_780_239_600_250)), 1_780_239_600_250)
})
