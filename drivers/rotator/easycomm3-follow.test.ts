import test from 'ava'
import { isWithinLimits, planFollow } from './easycomm3-follow.ts'

const limits = { azimuthDeg: [0, 450], elevationDeg: [0, 90] } as const
const rate = { azimuthDegPerS: 2, elevationDegPerS: -0.5 }
const target = { azimuthDeg: 200, elevationDeg: 40 }

test('a moving target close by is followed by its rate, corrected by what was read', (t) => {
  const read = { azimuthDeg: 199.5, elevationDeg: 40 }
  t.deepEqual(planFollow({ target, rate, read, limits }), {
    by: 'velocity',
    azimuthMdegPerS: 3000,
    elevationMdegPerS: -500,
  })
})

const setPoint = test.macro({
  exec: (t, change: Partial<Parameters<typeof planFollow>[0]>) => {
    const plan = planFollow({ target, rate, read: target, limits, ...change })
    t.is(plan.by, 'set-point')
  },
  title: (given) => `a set-point is used ${given}`,
})
test('when no rate is given', setPoint, { rate: undefined })
test('when the position was not read lately', setPoint, { read: undefined })
test('when the target is far away', setPoint, { read: { azimuthDeg: 190, elevationDeg: 40 } })
test('when the target hardly moves', setPoint, { rate: { azimuthDegPerS: 0.05, elevationDegPerS: 0 } })
test('near an end stop', setPoint, {
  target: { azimuthDeg: 449, elevationDeg: 40 },
  read: { azimuthDeg: 449, elevationDeg: 40 },
})

test('a position beyond a limit, or none at all, is outside', (t) => {
  t.true(isWithinLimits({ azimuthDeg: 450, elevationDeg: 0 }, limits))
  t.false(isWithinLimits({ azimuthDeg: -0.1, elevationDeg: 10 }, limits))
  t.false(isWithinLimits({ azimuthDeg: 10, elevationDeg: Number.NaN }, limits))
})
