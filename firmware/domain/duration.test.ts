import test from 'ava'
import { durationText, parseDurationMs } from './duration.ts'

const times = test.macro({
  exec: (t, text: string, ms: number | undefined) => t.is(parseDurationMs(text), ms),
  title: (_, text, ms) => `"${text}" is ${ms === undefined ? 'no time' : `${ms} ms`}`,
})

test(times, '45', 45_000)
test(times, '90s', 90_000)
test(times, '1.5s', 1500)
test(times, '5m', 300_000)
test(times, '1h30m', 5_400_000)
test(times, '0', 0)
test(times, '', undefined)
test(times, '5x', undefined)
test(times, '-5s', undefined)
test(times, '30m1h', undefined)

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
