import test from 'ava'
import { horizontalOf, surestOf } from './bounds.ts'
import { Covariance } from './covariance.ts'
import { errorState as at } from './error-states.ts'

const boundOf = (northM: number, eastM: number) => {
  const covariance = new Covariance()
  covariance.isolate(at.north, northM)
  covariance.isolate(at.east, eastM)
  return horizontalOf(covariance)
}

test('the radius that holds 95 % is 1.96 sigmas of a line and 2.45 of a circle', (t) => {
  t.true(Math.abs(boundOf(10, 0).p95M - 19.6) < 0.05)
  t.true(Math.abs(boundOf(10, 10).p95M - 24.5) < 0.05)
})

test('however long fixes are averaged, what lasts of the error of their receiver stays', (t) => {
  t.deepEqual(surestOf({ sigmaM: 9, p95M: 12 }, 2), { sigmaM: 9, p95M: 12 })
  const { sigmaM, p95M } = surestOf({ sigmaM: 0.1, p95M: 0.2 }, 2)
  t.true(sigmaM > 1.1 && p95M > 1.9)
})
