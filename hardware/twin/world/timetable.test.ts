import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { makeTimetable } from './timetable.ts'

const stops = [
  { name: 'A', chainageM: 0, dwellS: 5 },
  { name: 'B', chainageM: 12_000, dwellS: 120 },
  { name: 'C', chainageM: 40_000, dwellS: 0 },
]
const limits = [
  { fromM: 0, toM: 3000, speedMps: 14 },
  { fromM: 3000, toM: 20_000, speedMps: 22 },
  { fromM: 20_000, toM: 20_400, speedMps: 8 },
  { fromM: 20_400, toM: 40_000, speedMps: 25 },
]
const timetable = makeTimetable({ stops, limits }, seededRandom(1))
const times = Array.from({ length: Math.ceil(timetable.durationS * 4) + 40 }, (_, index) => index / 4)

test('it stands for five seconds at the first stop, then leaves', (t) => {
  t.is(timetable.at(5).chainageM, 0)
  t.is(timetable.at(5).speedMps, 0)
  t.true(timetable.at(12).speedMps > 1)
})

test('it speeds up at most at 0.3 m/s², brakes at most at 0.5 m/s², and jerks below 0.2 m/s³', (t) => {
  const values = times.map((timeS) => timetable.at(timeS).accelerationMps2)
  t.true(Math.max(...values) < 0.3 + 1e-9 && Math.max(...values) > 0.29)
  t.true(Math.min(...values) > -0.5 - 1e-9 && Math.min(...values) < -0.49)
  t.true(values.every((value, index) => Math.abs(value - (values[index - 1] ?? 0)) < 0.25 * 0.2 + 1e-9))
})

test('speed is the change of position, and acceleration the change of speed', (t) => {
  for (const timeS of times) {
    const [before, now, after] = [timetable.at(timeS - 0.01), timetable.at(timeS), timetable.at(timeS + 0.01)]
    t.true(Math.abs((after.chainageM - before.chainageM) / 0.02 - now.speedMps) < 0.002)
    t.true(Math.abs((after.speedMps - before.speedMps) / 0.02 - now.accelerationMps2) < 0.002)
  }
})

test('it keeps to the line speeds but for the driver’s slow hand at their edges', (t) => {
  for (const timeS of times) {
    const { chainageM, speedMps } = timetable.at(timeS)
    const limit = limits.find((found) => chainageM < found.toM)?.speedMps ?? 25
    t.true(speedMps < limit + 1.1)
  }
})

test('it stands still at a stop for its dwell, exactly there, and names the stop and the next', (t) => {
  const standing = times.map((timeS) => timetable.at(timeS)).filter((run) => run.atStop === 'B')
  t.true(Math.abs(standing.length / 4 - 120) < 1)
  t.true(standing.every((run) => run.speedMps < 1e-6 && Math.abs(run.chainageM - 12_000) < 0.001))
  t.true(standing.every((run) => run.nextStop === 'C'))
})

test('it ends standing at the last stop', (t) => {
  const end = timetable.at(timetable.durationS + 3600)
  t.is(end.atStop, 'C')
  t.is(end.nextStop, undefined)
  t.true(end.speedMps < 1e-6)
  t.true(Math.abs(end.chainageM - 40_000) < 0.001)
})

test('it never runs backwards', (t) => {
  const chainages = times.map((timeS) => timetable.at(timeS).chainageM)
  t.true(chainages.every((chainageM, index) => chainageM >= (chainages[index - 1] ?? 0) - 1e-6))
})

/** To the millimetre. */
const round = <T extends { chainageM: number; speedMps: number; accelerationMps2: number }>(run: T): T => ({
  ...run,
  chainageM: Math.round(run.chainageM * 1000) / 1000,
  speedMps: Math.round(run.speedMps * 1000) / 1000,
  accelerationMps2: Math.round(run.accelerationMps2 * 1000) / 1000,
})

const halted = (...halts: { atS: number; forS: number }[]) => makeTimetable({ stops, limits }, seededRandom(1), halts)

for (const [when, atS] of [
  ['speeds up', 30],
  ['rides', 300],
  ['brakes for a slow stretch', 1225],
] as const) {
  test(`at a halt while it ${when} it brakes from then on, stands, and goes on when the halt is over`, (t) => {
    const ride = halted({ atS, forS: 600 })
    for (const timeS of times.filter((one) => one < atS))
      t.deepEqual(round(ride.at(timeS)), round(timetable.at(timeS)), `${timeS} s`)
    const fromMps = timetable.at(atS).speedMps
    const stoodS = atS + fromMps / 0.5 + 8
    const place = ride.at(stoodS)
    t.true(fromMps > 5 && ride.at(atS + 6).speedMps < fromMps)
    for (const timeS of [stoodS, atS + 300, atS + 599])
      t.like(round(ride.at(timeS)), { chainageM: round(place).chainageM, speedMps: 0 })
    t.true(ride.at(atS + 610).speedMps > 0.3)
    t.is(place.atStop, undefined)
    t.is(place.nextStop, timetable.at(atS).nextStop)
    t.like(round(ride.at(ride.durationS)), { chainageM: 40_000, speedMps: 0 })
    t.true(ride.durationS > timetable.durationS + 500)
  })
}

test('a halt shorter than braking takes ends as soon as the train stands', (t) => {
  const ride = halted({ atS: 300, forS: 1 })
  const slowest = Math.min(...times.filter((timeS) => timeS > 300 && timeS < 400).map((at) => ride.at(at).speedMps))
  t.true(slowest < 0.01)
  t.true(ride.at(400).speedMps > 5)
})

test('a halt at a stop, or in another halt, makes it longer', (t) => {
  t.is(halted({ atS: 2, forS: 600 }).at(601).atStop, 'A')
  t.is(round(halted({ atS: 2, forS: 600 }).at(601)).speedMps, 0)
  t.true(halted({ atS: 2, forS: 600 }).at(615).speedMps > 1)
  const twice = halted({ atS: 700, forS: 300 }, { atS: 300, forS: 600 })
  t.deepEqual(round(twice.at(999)), round(twice.at(400)))
  t.true(twice.at(1010).speedMps > 1)
})

test('a halt when the ride is over changes nothing', (t) => {
  t.is(halted({ atS: timetable.durationS + 60, forS: 600 }).durationS, timetable.durationS)
})
