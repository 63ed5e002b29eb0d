import { readFileSync } from 'node:fs'
import test from 'ava'
import { parseRoute } from '../../../firmware/domain/route.ts'
import { seededRandom } from '../../../hal/random.ts'
import { toRad, wrap180Deg } from '../../../hal/units.ts'
import { makeAlignment } from './alignment.ts'
import { makeJourney, makeStanding } from './motion.ts'
import { makeTimetable } from './timetable.ts'

const file = new URL('../../routes/astana-borovoe.geojson', import.meta.url)
const route = parseRoute(readFileSync(file, 'utf8'), 'astana-borovoe')
if ('error' in route) throw new Error(route.error)
const random = seededRandom(3)
const track = makeAlignment({ wayPoints: route.waypoints, lineSpeeds: route.lineSpeeds }, random)
const stops = [
  { name: 'A', chainageM: 0, dwellS: 5 },
  { name: 'B', chainageM: track.lengthM, dwellS: 0 },
]
const timetable = makeTimetable({ stops, limits: [{ fromM: 0, toM: track.lengthM, speedMps: 24 }] }, random)
const journey = makeJourney(track, timetable, { random })
const times = Array.from({ length: 2000 }, (_, index) => 6 + index * 5.37)

test('a train at rest on straight level track feels one g upwards and no turn', (t) => {
  const motion = makeStanding({ latDeg: 51.1, lonDeg: 71.5, headingTrueDeg: 130 }).at(1e4).motion()
  t.deepEqual(motion.specificForceG, [0, 0, -1])
  t.deepEqual(motion.angularRateDps, [0, 0, 0])
})

test('the angular rates are those of the attitude', (t) => {
  for (const timeS of times) {
    const [before, now, after] = [journey.at(timeS - 0.005), journey.at(timeS), journey.at(timeS + 0.005)]
    const rate = (of: 'rollDeg' | 'pitchDeg' | 'headingTrueDeg'): number =>
      wrap180Deg(after.train()[of] - before.train()[of]) / 0.01
    const [roll, pitch] = [toRad(now.train().rollDeg), toRad(now.train().pitchDeg)]
    const [p, q, r] = now.motion().angularRateDps
    t.true(Math.abs(p - (rate('rollDeg') - rate('headingTrueDeg') * Math.sin(pitch))) < 0.02)
    t.true(Math.abs(q * Math.cos(roll) - r * Math.sin(roll) - rate('pitchDeg')) < 0.02)
    t.true(Math.abs((q * Math.sin(roll) + r * Math.cos(roll)) / Math.cos(pitch) - rate('headingTrueDeg')) < 0.02)
  }
})

test('the specific force along the body adds up to the speed gained', (t) => {
  let gainedMps = 0
  for (let timeS = 0; timeS < 60; timeS += 0.01) {
    const { train, motion } = journey.at(timeS + 0.005)
    gainedMps += (motion().specificForceG[0] - Math.sin(toRad(train().pitchDeg))) * 9.81 * 0.01
  }
  const { speedMps } = journey.at(60).train()
  t.true(speedMps > 12)
  t.true(Math.abs(gainedMps - speedMps) < 0.1)
})

test('in a curve to the right the body leans right and the coach is pushed to the right', (t) => {
  const curves = times
    .map((timeS) => journey.at(timeS).train())
    .filter((train) => train.speedMps > 15 && Math.abs(track.at(train.chainageM).curvaturePerM) > 1 / 1500)
  t.true(curves.length > 10)
  for (const train of curves) {
    t.is(Math.sign(train.rollDeg), Math.sign(track.at(train.chainageM).curvaturePerM))
  }
})

test('on straight track it sways by no more than half a degree, and does sway at speed', (t) => {
  const rolls = times
    .map((timeS) => journey.at(timeS).train())
    .filter((train) => train.speedMps > 20 && track.at(train.chainageM).curvaturePerM === 0)
    .map((train) => Math.abs(train.rollDeg))
  t.true(Math.max(...rolls) < 0.5)
  t.true(Math.max(...rolls) > 0.15)
})

test('the floor shakes upwards by 0.2 m/s² rms at 25 m/s, in proportion at other speeds, and not at rest', (t) => {
  const ratios: number[] = []
  for (let timeS = 200; timeS < 440; timeS += 0.013) {
    const { train, motion } = journey.at(timeS)
    const { speedMps } = train()
    if (speedMps > 5) ratios.push(((motion().specificForceG[2] + 1) * 9.81 * 25) / speedMps)
  }
  const mean = ratios.reduce((sum, value) => sum + value, 0) / ratios.length
  const rms = Math.sqrt(ratios.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ratios.length)
  t.true(ratios.length > 5_000)
  t.true(rms > 0.15 && rms < 0.3, `${rms}`)
  t.true(Math.abs(Math.hypot(...journey.at(2).motion().specificForceG) - 1) < 1e-9)
})
