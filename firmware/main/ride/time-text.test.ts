import test from 'ava'
import { clockText } from './time-text.ts'

test('a time of day is told in UTC to the second', (t) => {
  t.is(clockText(Date.UTC(2026, 4, 31, 15, 2, 3, 999)), '2026-05-31 15:02:03 UTC')
})
