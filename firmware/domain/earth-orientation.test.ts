import { readFileSync } from 'node:fs'
import test from 'ava'
import { testWithShared } from '../../test/shared-data.ts'
import { earthFixedM, earthFixedMps, earthTurnAt } from './earth-orientation.ts'
import { parseTle } from './elements.ts'
import { movingSkyAt, skyAt } from './look-angle.ts'

// Vallado et al., "Revisiting Spacetrack Report #3" (AIAA 2006-6753), appendix C: TEME to ITRF on 2004-04-06.
const UTC_MS = Date.UTC(2004, 3, 6, 7, 51, 28, 386.009)
const orientation = { ut1MinusUtcS: -0.4399619, polarXArcsec: -0.140682, polarYArcsec: 0.333309 }
const position = { x: 5094.1801621, y: 6127.6446505, z: 6380.3445327 }
const velocity = { x: -4.746131487, y: 0.785818041, z: 5.531931288 }

test('a published state goes from TEME to the earth-fixed frame within 2 m and 1 mm/s', (t) => {
  const turn = earthTurnAt(UTC_MS, orientation)
  const at = earthFixedM(turn, position)
  const speed = earthFixedMps(turn, position, velocity)
  const off = (got: readonly number[], wanted: readonly number[]): number =>
    Math.hypot(...got.map((value, axis) => value - (wanted[axis] ?? 0)))
  t.true(off(at, [-1033479.383, 7901295.2754, 6380356.5958]) < 2)
  t.true(off(speed, [-3225.63652, -2872.45145, 5531.924446]) < 0.001)
})

testWithShared(
  'range rates are those of the ranges a moment before and after',
  'ephemeris/oneweb-2026-05-30.tle',
  (t, file) => {
    const read = parseTle(readFileSync(file, 'utf8'), 'oneweb')
    if ('error' in read) throw new TypeError(read.error)
    const observer = { latDeg: 51.1, lonDeg: 71.5, heightM: 400 }
    const utcMs = Date.parse('2026-05-31T15:00:00Z')
    for (const satellite of read.satellites) {
      const before = skyAt(utcMs - 50, observer)(satellite)?.rangeKm ?? 0
      const after = skyAt(utcMs + 50, observer)(satellite)?.rangeKm ?? 0
      const rate = movingSkyAt(utcMs, observer)(satellite)?.rangeRateKmPerS ?? 0
      t.true(Math.abs(rate - (after - before) / 0.1) < 1e-4, satellite.name)
    }
  },
)
