import test from 'ava'
import { parseDurationMs } from './duration.ts'

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
