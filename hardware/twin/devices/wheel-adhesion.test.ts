import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { adhesion } from './wheel-adhesion.ts'

const shares = (accelerationMps2: number, seconds: number, fault?: string): number[] => {
  const slide = adhesion({
    name: 'odometer',
    random: seededRandom(2),
    faultAgeMs: (name) => (name === fault ? 1 : undefined),
  })
  return Array.from({ length: seconds * 10 }, (_, index) => slide({ stepS: 0.1, nowMs: 100 * index, accelerationMps2 }))
}
const least = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other))

test('a wheel that rolls on turns as far as the train goes', (t) => {
  t.true(shares(0, 1_000).every((share) => share === 0))
})

test('a braked wheel creeps by some tenths of a percent and now and then slides by 5 to 20 %', (t) => {
  const braked = shares(-0.5, 1_000)
  const slides = braked.filter((share) => share <= -0.05)
  t.true(braked.every((share) => share === -0.004 || (share <= -0.05 && share >= -0.2)))
  t.true(slides.length / braked.length > 0.015 && slides.length / braked.length < 0.1)
})

test('a driven wheel spins instead', (t) => {
  t.true(least(shares(0.3, 1_000)) > 0)
  t.true(shares(0.3, 1_000).some((share) => share >= 0.05))
})

test('while the fault holds it slides all the time', (t) => {
  t.true(shares(0, 10, 'odometer-slips').every((share) => share === -0.3))
})
