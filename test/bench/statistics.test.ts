import test from 'ava'
import { median, ratio, spread } from './statistics.ts'

test('a median is the middle value, or the mean of the two in the middle, in any order', (t) => {
  t.is(median([9, 1, 3]), 3)
  t.is(median([4, 1, 3, 100]), 3.5)
  t.throws(() => median([]))
})

test('a spread is the largest value less the smallest', (t) => {
  t.is(spread([3, 9, 1]), 8)
  t.is(spread([3]), 0)
})

test('a ratio is over 1 when ours is better', (t) => {
  t.is(ratio(50, 100, 'lower'), 2)
  t.is(ratio(50, 100, 'higher'), 0.5)
})
