import test from 'ava'
import fc from 'fast-check'
import { separationDeg } from './frames.ts'
import { bestElevationDeg, beyond, lookOf, type MountLimits, slewTimeS, standNear, standsFor } from './mount-axes.ts'

const limits: MountLimits = {
  azimuthDeg: [-90, 450],
  elevationDeg: [0, 180],
  maxRateDegPerS: { azimuthDegPerS: 10, elevationDegPerS: 5 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 10, elevationDegPerS2: 10 },
}
const azimuth = fc.double({ min: 0, max: 359.999, noNaN: true })
const elevation = fc.double({ min: 0, max: 90, noNaN: true })

test('every way to stand for a direction looks there and is within the limits, over the top too', (t) => {
  fc.assert(
    fc.property(azimuth, elevation, (azimuthDeg, elevationDeg) => {
      const look = { azimuthDeg, elevationDeg }
      const stands = standsFor(look, limits)
      t.true(stands.length >= 2)
      for (const stand of stands) {
        t.true(separationDeg(lookOf(stand), look) < 1e-5)
        t.true(separationDeg(stand, look) < 1e-5, 'angles over 90° are angles')
        t.is(beyond(stand.azimuthDeg, limits.azimuthDeg) + beyond(stand.elevationDeg, limits.elevationDeg), 0)
      }
    }),
  )
})

test('540° of azimuth have one or two turns for a direction on each side, 90° of elevation one side', (t) => {
  const count = (azimuthDeg: number, highestDeg: number): number =>
    standsFor({ azimuthDeg, elevationDeg: 30 }, { ...limits, elevationDeg: [0, highestDeg] }).length
  t.deepEqual([count(0, 90), count(180, 90), count(0, 180), count(300, 180)], [2, 1, 3, 3])
})

test('the turn nearest to an azimuth is at most half a turn away', (t) => {
  fc.assert(
    fc.property(
      azimuth,
      fc.double({ min: -700, max: 700, noNaN: true }),
      fc.boolean(),
      (azimuthDeg, near, isFlipped) => {
        const stand = standNear({ azimuthDeg, elevationDeg: 40 }, { azimuthDeg: near, isFlipped })
        t.true(Math.abs(stand.azimuthDeg - near) <= 180 + 1e-9)
        t.is(stand.elevationDeg, isFlipped ? 140 : 40)
      },
    ),
  )
})

test('a slew takes as long as its slower axis, ramps included', (t) => {
  const from = { azimuthDeg: 0, elevationDeg: 20 }
  t.true(Math.abs(slewTimeS(from, { azimuthDeg: 100, elevationDeg: 25 }, limits) - 11) < 1e-9)
  t.true(Math.abs(slewTimeS(from, { azimuthDeg: 1, elevationDeg: 70 }, limits) - 10.5) < 1e-9)
})

test('with its azimuth off, no other elevation misses a direction by less', (t) => {
  const offs = [0, 5, 40, 89, 120, 180]
  for (const azimuthOffDeg of offs) {
    const look = { azimuthDeg: 0, elevationDeg: 85 }
    const missed = (elevationDeg: number): number =>
      separationDeg(lookOf({ azimuthDeg: azimuthOffDeg, elevationDeg }), look)
    const best = bestElevationDeg(85, azimuthOffDeg)
    t.true(missed(best) <= missed(best - 0.5) && missed(best) <= missed(Math.min(180, best + 0.5)))
    t.true(azimuthOffDeg <= 90 === best <= 90 + 1e-9, `${azimuthOffDeg}: ${best}`)
  }
})
