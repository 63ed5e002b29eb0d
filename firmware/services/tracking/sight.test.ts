import test from 'ava'
import { sightOf } from './sight.ts'

const level = { headingTrueDeg: 0, pitchDeg: 0, rollDeg: 0 }
const unturned = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }
const look = (azimuthDeg: number, elevationDeg: number) => ({ azimuthDeg, elevationDeg, rangeKm: 1_300 })

/** A satellite that is at `now`, and at `lead` 100 ms later. */
const seen = (now: [number, number], lead: [number, number], more: Partial<Parameters<typeof sightOf>[0]> = {}) =>
  sightOf({
    ahead: { now: look(...now), lead: look(...lead), leadMs: 100, rangeKm: 1_300, sigmaDeg: 0.05 },
    attitude: level,
    mounting: unturned,
    bias: unturned,
    warmth: { warmerC: 0, yawDeg: 0 },
    satellite: 'one',
    ...more,
  })
const isNear = (value: number, expected: number, within = 1e-6): boolean => Math.abs(value - expected) < within

test('a direction is in the axes of the terminal: heading, mounting and what was learnt of it are taken off', (t) => {
  const { direction } = seen([100, 40], [100, 40], {
    attitude: { ...level, headingTrueDeg: 30 },
    mounting: { ...unturned, yawDeg: 20 },
    bias: { ...unturned, yawDeg: 1 },
  })
  t.true(isNear(direction.azimuthDeg, 49))
  t.true(isNear(direction.elevationDeg, 40))
})

test('a coach that leans lets a satellite on its right stand lower or higher by as much', (t) => {
  const { direction } = seen([90, 40], [90, 40], { attitude: { ...level, rollDeg: 2 } })
  t.true(isNear(Math.abs(direction.elevationDeg - 40), 2))
})

test('motion is counted on the sky, where a turn of azimuth is less the higher it stands', (t) => {
  const { rate } = seen([100, 60], [100.1, 60.02])
  t.true(isNear(rate.azimuthDeg, 0.5))
  t.true(isNear(rate.elevationDeg, 0.2))
})

test('motion across north is as short as elsewhere', (t) => {
  t.true(isNear(seen([359.95, 0], [0.05, 0]).rate.azimuthDeg, 1))
})

test('the doubt of a satellite’s place, and of a manoeuvre, is time along its way', (t) => {
  const { aheadSigmaS, manoeuvredSigmaS } = seen([100, 0], [100.05, 0])
  t.true(isNear(aheadSigmaS, 0.05 / 0.5))
  t.true(isNear(manoeuvredSigmaS, 0.6 / 0.5))
})

test('the place of one that stands still does not depend on time', (t) => {
  t.like(seen([180, 30], [180.0005, 30]), { aheadSigmaS: 0, manoeuvredSigmaS: 0 })
})
