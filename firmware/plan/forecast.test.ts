import test from 'ava'
import type { Blockage } from '../domain/route.ts'
import { forecastOf, type PlannedStep } from './forecast.ts'
import { NONE } from './handover-plan.ts'

const look = { azimuthDeg: 90, elevationDeg: 30, rangeKm: 1_800 }
const step = (index: number, noradId: number, capacity = 2): PlannedStep =>
  noradId === NONE
    ? { utcMs: index * 10_000, noradId, name: '' }
    : { utcMs: index * 10_000, noradId, name: `ONEWEB-${noradId}`, look, capacity }
const when = { stepMs: 10_000, utcMs: 0 }

test('steps of one satellite are one interval, with its mean capacity', (t) => {
  const { planned, outages } = forecastOf([step(0, 1, 2), step(1, 1, 4), step(2, 2, 3)], when)
  t.deepEqual(planned, [
    { satellite: 'ONEWEB-1', noradId: 1, fromUtcMs: 0, toUtcMs: 20_000, capacity: 3 },
    { satellite: 'ONEWEB-2', noradId: 2, fromUtcMs: 20_000, toUtcMs: 30_000, capacity: 3 },
  ])
  t.deepEqual(outages, [])
})

test('a time without a satellite is an outage, and the same satellite after it another interval', (t) => {
  const { planned, outages } = forecastOf([step(0, 1), step(1, NONE), step(2, NONE), step(3, 1)], when)
  t.deepEqual(
    planned.map(({ fromUtcMs, toUtcMs }) => [fromUtcMs, toUtcMs]),
    [
      [0, 10_000],
      [30_000, 40_000],
    ],
  )
  t.deepEqual(outages, [{ fromUtcMs: 10_000, toUtcMs: 30_000, reason: 'no satellite', chance: 1 }])
})

const stretch = (more: Partial<Blockage>): Blockage => ({
  kind: 'tunnel',
  name: 'Long tunnel',
  fromKm: 1,
  toKm: 1.6,
  source: 'test',
  ...more,
})
const lineWith = (blockage: Blockage, sigmaKm: number) => ({
  blockages: [blockage],
  at: (seconds: number) => ({ chainageKm: 0.03 * seconds, sigmaKm, bearingDeg: 0 }),
})
const sixSteps = Array.from({ length: 6 }, (_, index) => step(index, 1))

test('a tunnel ahead is an outage at its time, by name', (t) => {
  const { outages } = forecastOf(sixSteps, { ...when, line: lineWith(stretch({}), 0.01) })
  t.is(outages.length, 1)
  t.like(outages[0], { fromUtcMs: 30_000, toUtcMs: 50_000, reason: 'tunnel Long tunnel' })
  t.true((outages[0]?.chance ?? 0) > 0.99)
})

test('where the train is known to kilometres only, the outage is long and unlikely', (t) => {
  const { outages } = forecastOf(sixSteps, { ...when, line: lineWith(stretch({}), 2.5) })
  t.like(outages[0], { fromUtcMs: 0, toUtcMs: 60_000 })
  t.true((outages[0]?.chance ?? 1) < 0.15)
})

test('a cutting whose walls the planned satellite clears is none', (t) => {
  const walls = (wallDeg: number) => lineWith(stretch({ kind: 'cutting', name: 'rocks', wallDeg }), 0.01)
  t.is(forecastOf(sixSteps, { ...when, line: walls(25) }).outages.length, 0)
  t.is(forecastOf(sixSteps, { ...when, line: walls(40) }).outages[0]?.reason, 'cutting rocks')
})
