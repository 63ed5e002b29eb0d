import test from 'ava'
import { makeDurations } from './durations.ts'

test('a percentile is within 1 % of the exact one', (t) => {
  const durations = makeDurations()
  for (let index = 1; index <= 1000; index++) durations.add(index / 50)
  t.true(Math.abs(durations.percentileS(0.95) / 19 - 1) < 0.011)
})

test('no durations give zero, and none is too short or too long', (t) => {
  const durations = makeDurations()
  t.is(durations.percentileS(0.95), 0)
  durations.add(0)
  t.true(durations.percentileS(0.5) < 0.011)
  durations.add(1e9, 100)
  t.true(durations.percentileS(0.5) > 980)
})
