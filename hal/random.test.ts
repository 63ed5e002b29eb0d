import test from 'ava'
import { seededRandom } from './random.ts'

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

test('the same seed gives the same sequence, another seed another', (t) => {
  const [a, again, b] = [seededRandom(1), seededRandom(1), seededRandom(2)]
  const first = draw(20, a.next)
  t.deepEqual(draw(20, again.next), first)
  t.notDeepEqual(draw(20, b.next), first)
})

test('uniform draws fill 0 to 1 evenly', (t) => {
  const values = draw(20_000, seededRandom(3).next)
  t.true(values.every((value) => value >= 0 && value < 1))
  t.true(Math.abs(mean(values) - 0.5) < 0.01)
  const tenths = new Set(values.map((value) => Math.floor(value * 10)))
  t.is(tenths.size, 10)
})

test('normal draws have mean 0 and standard deviation 1', (t) => {
  const values = draw(20_000, seededRandom(4).normal)
  t.true(Math.abs(mean(values)) < 0.03)
  t.true(Math.abs(Math.sqrt(mean(values.map((value) => value ** 2))) - 1) < 0.03)
})

test('a fork depends on the seed and its name, not on what was drawn before', (t) => {
  const parent = seededRandom(5)
  const before = draw(5, parent.fork('dish').next)
  parent.next()
  parent.normal()
  t.deepEqual(draw(5, parent.fork('dish').next), before)
  t.notDeepEqual(draw(5, parent.fork('gnss').next), before)
})
