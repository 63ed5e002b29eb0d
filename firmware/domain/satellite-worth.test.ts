import test from 'ava'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { parseTle } from './elements.ts'
import { lookAtGeostationary } from './look-angle.ts'
import { satelliteWorth } from './satellite-worth.ts'

const EPOCH_MS = Date.UTC(2026, 4, 31, 9)
const read = parseTle(syntheticTle({ epochUtcMs: EPOCH_MS, seed: 3 }), 'test')
if ('error' in read) throw new Error(read.error)
const [satellite] = read.satellites
const observer = { latDeg: 51, lonDeg: 71, heightM: 300 }
const rules = { pointingLimitDeg: 2.5, gsoAvoidanceDeg: 0, gateways: [] }
const look = { azimuthDeg: 0, elevationDeg: 60, rangeKm: 1_350 }
const worth = (more: Partial<Parameters<typeof satelliteWorth>[0]>, where = look, afterH = 6): number =>
  satellite
    ? satelliteWorth({ ...rules, ...more })(satellite, where, { utcMs: EPOCH_MS + afterH * 3_600_000, observer })
    : -1

test('a satellite whose place is in doubt is worth less, the more so the narrower the limit', (t) => {
  t.true(worth({}, look, 60) < worth({}, look, 6))
  t.true(worth({ pointingLimitDeg: 0.2 }) / worth({}) < 0.95)
  t.is(worth({ pointingLimitDeg: 0.2 }, look, 75), 0)
  t.is(worth({}, look, 15 * 24), 0)
})

test('near the geostationary arc nothing is worth anything, where that is to be kept clear', (t) => {
  const arc = { ...lookAtGeostationary(71, observer), rangeKm: 1_500 }
  t.true(worth({}, arc) > 0)
  t.is(worth({ gsoAvoidanceDeg: 10 }, arc), 0)
  t.true(worth({ gsoAvoidanceDeg: 10 }) > 0)
})

test('a satellite serves while a gateway lies within reach of the point below it', (t) => {
  const gateway = (latDeg: number) => ({ name: 'gateway', latDeg, lonDeg: 71, radiusKm: 500 })
  t.is(worth({ gateways: [gateway(35)] }), 0)
  t.true(worth({ gateways: [gateway(35), gateway(60)] }) > 0)
})
