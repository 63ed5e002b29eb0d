import test from 'ava'
import { distanceM } from './geodesy.ts'
import { legBetween } from './leg.ts'
import { placeAhead } from './way-ahead.ts'

const [start, bend, end] = [
  { latDeg: 50, lonDeg: 70 },
  { latDeg: 50, lonDeg: 71 },
  { latDeg: 49, lonDeg: 71 },
]
const first = legBetween({ ...start, chainageKm: 0 }, bend)
const second = legBetween({ ...bend, chainageKm: first.lengthKm }, end)
const route = { legs: [first, second], lengthKm: first.lengthKm + second.lengthKm }
const at = { latDeg: 50, lonDeg: 70.9, heightM: 300 }
const chainageKm = 0.9 * first.lengthKm

test('without a line a train goes on along its course; without course or speed it stays', (t) => {
  const ahead = placeAhead({ position: at, courseTrueDeg: 90, speedMps: 20 }, 100)
  t.true(Math.abs(distanceM(at, ahead) - 2_000) < 1 && ahead.lonDeg > at.lonDeg)
  t.is(placeAhead({ position: at, speedMps: 20 }, 100), at)
  t.is(placeAhead({ position: at, courseTrueDeg: 90 }, 100), at)
})

test('on a line it goes round the bend, and back the other way', (t) => {
  const way = { position: at, courseTrueDeg: 90, speedMps: 30 }
  const up = placeAhead({ ...way, line: { route, chainageKm, direction: 'up' } }, 600)
  t.true(Math.abs(up.lonDeg - 71) < 0.002 && up.latDeg < 49.95)
  const down = placeAhead({ ...way, line: { route, chainageKm, direction: 'down' } }, 600)
  t.true(Math.abs(distanceM(at, down) - 18_000) < 60 && down.lonDeg < at.lonDeg)
})

test('a train beside its line stays beside it, and none goes beyond the end', (t) => {
  const beside = { ...at, latDeg: 50.02 }
  const line = { route, chainageKm, direction: 'up' as const }
  t.true(Math.abs(placeAhead({ position: beside, speedMps: 10, line }, 60).latDeg - 50.02) < 0.001)
  t.true(Math.abs(placeAhead({ position: at, speedMps: 50, line }, 86_400).latDeg - 49) < 0.001)
})
