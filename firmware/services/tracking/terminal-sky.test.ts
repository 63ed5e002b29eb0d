import test from 'ava'
import { NONE } from '../../plan/handover-plan.ts'
import { mountRulesOf, steadySteps } from './terminal-sky.ts'

const look = (azimuthDeg: number, elevationDeg: number) => ({ azimuthDeg, elevationDeg, rangeKm: 36_000 })
const mounting = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }
const dish = {
  kind: 'dish',
  mounting,
  azimuthDeg: [-270, 270],
  elevationDeg: [0, 90],
  maxRateDegPerS: { azimuthDegPerS: 10, elevationDegPerS: 5 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 10, elevationDegPerS2: 10 },
} as Parameters<typeof mountRulesOf>[0]

test('a beam jumps: no time is known of it', (t) => {
  t.deepEqual(mountRulesOf({ kind: 'array', mounting, elevationDeg: [10, 90] }, 2), {})
})

test('a mount takes as long as the slower of its axes, and goes the short way round', (t) => {
  const { slewS } = mountRulesOf(dish, 2)
  t.is(slewS?.(look(0, 30), look(60, 40)), 7)
  t.is(slewS?.(look(0, 30), look(20, 60)), 6.5)
  t.is(slewS?.(look(350, 30), look(20, 30)), 4)
})

test('a geostationary satellite is there in every step of ten minutes, below the mask in none', (t) => {
  const above = steadySteps({ name: 'one', look: look(180, 30), maskDeg: 20, utcMs: 1_000.4 })
  t.is(above.length, 60)
  t.is((above.at(-1)?.utcMs ?? 0) - (above[0]?.utcMs ?? 0), 590_000)
  t.true(above.every((step) => step.look?.elevationDeg === 30))
  for (const seen of [look(180, 19), undefined])
    t.true(steadySteps({ name: 'one', look: seen, maskDeg: 20, utcMs: 0 }).every((step) => step.noradId === NONE))
})
