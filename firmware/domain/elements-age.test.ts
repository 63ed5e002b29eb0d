import test from 'ava'
import { elementsSigmaDeg } from './elements-age.ts'

const HOUR_MS = 3_600_000
const p99Deg = (ageH: number): number => Math.round(2.6 * elementsSigmaDeg(ageH * HOUR_MS) * 1_000) / 1_000

test('elements cost what was measured at their age, what lies between in between, and more and more after', (t) => {
  t.deepEqual([0, 12, 19.5, 27, 51, 75, 150].map(p99Deg), [0.07, 0.07, 0.09, 0.11, 0.255, 0.4, 1.6])
})

test('elements whose epoch is still to come are no better than old ones', (t) => {
  t.is(elementsSigmaDeg(-75 * HOUR_MS), elementsSigmaDeg(75 * HOUR_MS))
})
