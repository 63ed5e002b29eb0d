import test from 'ava'
import { clockText, durationText } from './time-text.ts'

for (const [ms, text] of [
  [0, '0:00'],
  [-5_000, '0:00'],
  [59_999, '0:59'],
  [61_000, '1:01'],
  [605_000, '10:05'],
  [3_600_000, '1:00:00'],
  [61_323_000, '17:02:03'],
] as const) {
  test(`${ms} ms are ${text}`, (t) => t.is(durationText(ms), text))
}

test('a time of day is told in UTC to the second', (t) => {
  t.is(clockText(Date.UTC(2026, 4, 31, 15, 2, 3, 999)), '2026-05-31 15:02:03 UTC')
})
