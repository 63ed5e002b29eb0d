import test from 'ava'
import { quantile } from './quantile.ts'

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)

test('a quantile is the smallest value that the share of values does not exceed, in any order', (t) => {
  t.is(quantile(hundred, 0.5), 50)
  t.is(quantile(hundred, 0.99), 99)
  t.is(quantile(hundred, 1), 100)
  t.is(quantile([7], 0.01), 7)
  t.throws(() => quantile([], 0.5))
})
