import test from 'ava'
import { rideStraight } from '../../../test/fakes/straight-ride.ts'
import { SoftStart } from './soft-start.ts'

/** Stops at 87 s under an open sky, which it loses at 220 s; it starts at 260 s as it is told. */
const ride = (seed: number, startMps2: number, onSecond: Parameters<typeof rideStraight>[0]['onSecond']): void =>
  rideStraight({
    seed,
    seconds: 460,
    fromMps: 20,
    accelerationMps2: (atS) => {
      if (atS < 260) return atS > 20 ? -0.3 : 0
      return startMps2
    },
    hasFix: (atS) => atS < 220,
    onSecond,
  })

for (const startMps2 of [0.03, 0.05, 0.3])
  test(`a start of ${startMps2} m/s² without a fix is felt, and counts from its beginning`, (t) => {
    for (const seed of [1, 2, 3])
      ride(seed, startMps2, ({ atS, fusion, errorM, boundM, speedMps }) => {
        if (atS === 255) t.true(fusion.isAtRest())
        if (atS === 300) t.false(fusion.isAtRest())
        if (atS !== 460) return
        t.true(errorM <= boundM, `${errorM} m of ${boundM} m`)
        t.true(Math.abs((fusion.at(460_000)?.speedMps ?? 0) - speedMps) < 1.5)
      })
  })

test('a coach that nobody confirms to stand may creep: its bound grows, slowly', (t) => {
  const bounds: number[] = []
  ride(4, 0, ({ atS, fusion, boundM }) => {
    if (atS === 219 || atS === 460) bounds.push(boundM)
    if (atS === 460) t.true(fusion.isAtRest())
  })
  const [seen = 0, unseen = 0] = bounds
  t.true(unseen > 2 * seen && unseen < 100, `${seen} m, ${unseen} m`)
})

test('what people who move tilt a coach by is no start, whichever way and however long', (t) => {
  for (const offMps2 of [0.009, -0.009]) {
    const start = new SoftStart()
    for (let count = 0; count < 10_000; count++) start.feel(offMps2, 0.5)
    t.false(start.isFelt())
    t.is(start.gainedMps, 0)
  }
})

test('a soft start is felt either way, and tells what was gained', (t) => {
  for (const offMps2 of [0.05, -0.05]) {
    const start = new SoftStart()
    for (let count = 0; count < 12; count++) start.feel(offMps2, 0.5)
    t.true(start.isFelt())
    t.true(Math.abs(start.gainedMps - 6 * offMps2) < 1e-9)
  }
})
