import test from 'ava'
import { NONE } from '../../plan/handover-plan.ts'
import { handoverCost } from './handover-cost.ts'

const look = (azimuthDeg: number) => ({ azimuthDeg, elevationDeg: 50, rangeKm: 1_000 })
const ahead = [
  {
    utcMs: 0,
    observer: { latDeg: 51, lonDeg: 71, heightM: 350 },
    ids: [1, 2],
    looks: [look(0), look(90)],
    worth: [1, 1],
  },
]
/** The best of the sky brings 3 a second. */
const sky = { steps: [{ ids: [1, 2], service: [20, 30] }], ahead, stepS: 10 }
const slewS = (from: { azimuthDeg: number }, to: { azimuthDeg: number }): number =>
  Math.abs(to.azimuthDeg - from.azimuthDeg) / 10

test('a handover costs 20 s of the best service, and 5 s where two beams make before they break', (t) => {
  t.is(handoverCost(sky, {})(1, 2, 0), 60)
  t.is(handoverCost(sky, { beams: 2 })(1, 2, 0), 15)
})

test('a mount pays for the time that it takes to turn as well', (t) => {
  t.is(handoverCost(sky, { slewS })(1, 2, 0), 60 + 9 * 3)
})

test('from no satellite, or to one that is not in the sky yet, no turn is known', (t) => {
  const cost = handoverCost(sky, { slewS })
  t.deepEqual([cost(NONE, 2, 0), cost(1, 3, 0), cost(1, 2, 5)], [60, 60, 60])
})

test('no change costs less than is said to be the least', (t) => {
  for (const rules of [{}, { slewS }, { beams: 2, slewS }] as const) {
    const cost = handoverCost(sky, rules)
    t.true([cost(1, 2, 0), cost(2, 1, 0), cost(NONE, 1, 0)].every((one) => one >= (cost.least ?? Number.NaN)))
  }
})
