import test from 'ava'
import { scriptOf } from './hour-script.ts'

test('there is always a link left that carries, and each trouble is over before the next one', (t) => {
  const script = scriptOf(60)
  t.is(script.length, 120)
  for (const [index, { atS, forS, links }] of script.entries()) {
    t.true(links.length < 4)
    t.true(atS + forS < (script[index + 1]?.atS ?? Number.POSITIVE_INFINITY))
  }
})

test('a shorter time is the beginning of the hour', (t) => {
  t.deepEqual(scriptOf(5), scriptOf(60).slice(0, 10))
})
