import test from 'ava'
import { Stopwatch } from './stopwatch.ts'

test('each claim has its own time; a gap counts up to the longest, a time that went back for nothing', (t) => {
  const watch = new Stopwatch(5_000)
  for (const elapsedMs of [1_000, 60_000, -3_000]) watch.add('up', elapsedMs)
  watch.add('active', 500)
  t.deepEqual(
    ['up', 'active', 'never'].map((claim) => watch.seconds(claim)),
    [6, 0.5, 0],
  )
})
