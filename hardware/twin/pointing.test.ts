import test from 'ava'
import { makePointing } from './pointing.ts'

test('rms is exact and a percentile is right to a thousandth of a degree', (t) => {
  const pointing = makePointing()
  for (let index = 0; index < 1000; index++) pointing.add(index / 1000 + 0.0005)
  t.true(Math.abs(pointing.rmsDeg() - 0.5776) < 0.001)
  t.true(Math.abs(pointing.percentileDeg(0.99) - 0.99) < 0.0015)
})

test('errors above 10° are kept: the percentile is then the widest seen', (t) => {
  const pointing = makePointing()
  pointing.add(0.1)
  pointing.add(120)
  t.is(pointing.percentileDeg(0.99), 120)
  t.true(pointing.rmsDeg() > 80)
})

test('no samples give zero', (t) => {
  t.is(makePointing().rmsDeg(), 0)
  t.is(makePointing().percentileDeg(0.99), 0)
})
