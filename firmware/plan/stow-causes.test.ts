import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { causeWords, noCauses, planCauses, type StowConditions } from './stow-causes.ts'

const limits = { shockLimitG: 3, airSpeedLimitMps: 40 }
const calm: StowConditions = { windMps: 5, speedMps: 20, shockG: 0.1, isSupplyFailing: false }

/** What counts after each of some looks, a second apart unless told. */
const run = (looks: readonly (readonly [atS: number, Partial<StowConditions>])[]): string[][] => {
  let state = noCauses
  return looks.map(([atS, more]) => {
    state = planCauses(state, { conditions: { ...calm, ...more }, limits }, monotonicMs(1_000 * atS))
    return causeWords(state)
  })
}

test('a calm ride has no cause, and costs nothing', (t) => {
  t.is(planCauses(noCauses, { conditions: calm, limits }, monotonicMs(0)), noCauses)
})

test('what is unknown lays nothing down', (t) => {
  t.is(planCauses(noCauses, { conditions: { windMps: 0 }, limits }, monotonicMs(0)), noCauses)
})

test('a shock counts for half a minute after the last', (t) => {
  t.deepEqual(
    run([
      [0, { shockG: 3 }],
      [10, { shockG: 5 }],
      [39.9, {}],
      [40, {}],
    ]),
    [['a shock of 3.0 g'], ['a shock of 3.0 g'], ['a shock of 3.0 g'], []],
  )
})

test('train and wind add up, and must fall a tenth below the limit for two minutes', (t) => {
  const words = ['air at up to 41 m/s against it, of 40 m/s allowed']
  t.deepEqual(
    run([
      [0, { windMps: 21 }],
      [60, { windMps: 17 }],
      [179, { windMps: 15 }],
      [181, { windMps: 15 }],
    ]),
    [words, words, words, []],
  )
})

test('without a limit no wind is a cause', (t) => {
  const conditions = { ...calm, windMps: 60 }
  t.is(planCauses(noCauses, { conditions, limits: { shockLimitG: 3 } }, monotonicMs(0)), noCauses)
})

test('clearance, orders and modes count while they are there; a failing supply for ten seconds more', (t) => {
  const all = { lowClearance: 'old bridge', order: 'Aigerim: storm', mode: 'washing', isSupplyFailing: true } as const
  t.deepEqual(
    run([
      [0, all],
      [1, {}],
      [10, {}],
    ]),
    [
      ['low clearance: old bridge', 'the supply is failing', 'ordered by Aigerim: storm', 'washing'],
      ['the supply is failing'],
      [],
    ],
  )
})
