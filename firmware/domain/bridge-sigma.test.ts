import test from 'ava'
import { bridgeSigmas, smallestRadiusM } from './bridge-sigma.ts'
import { move } from './geodesy.ts'
import { LearntTrack } from './learnt-track.ts'
import { seenFrom } from './track-curve.ts'
import { tileOf } from './track-tile.ts'

const STEP_M = 10
const OPEN_M = 1_000

/** A straight, a tunnel that bends as sharply as the speed allows, off the straight and back on it, and the same straight again. */
const trackThrough = (tunnelM: number, speedMps: number) => {
  const turnDeg = ((STEP_M / smallestRadiusM(speedMps)) * 180) / Math.PI
  let place = { latDeg: 48, lonDeg: 70, heightM: 300 }
  let courseTrueDeg = 0
  return Array.from({ length: (2 * OPEN_M + tunnelM) / STEP_M }, (_, index) => {
    const share = (index * STEP_M - OPEN_M) / tunnelM
    const isInside = share >= 0 && share < 1
    if (isInside) courseTrueDeg = (courseTrueDeg + (share < 0.25 || share >= 0.75 ? turnDeg : -turnDeg) + 360) % 360
    place = move(place, courseTrueDeg, STEP_M)
    return { ...place, courseTrueDeg, isInside, atMs: (index * STEP_M * 1_000) / speedMps }
  })
}

for (const [tunnelM, speedMps] of [
  [400, 15],
  [600, 25],
  [1_200, 33],
] as const)
  test(`two sigmas of a bridged tunnel of ${tunnelM} m hold the sharpest bends that are ridden at ${speedMps} m/s`, (t) => {
    const track = trackThrough(tunnelM, speedMps)
    const learnt = new LearntTrack()
    for (const sample of track) {
      if (!learnt.isLoaded(tileOf(sample))) learnt.load(tileOf(sample), [])
      if (!sample.isInside) learnt.learn(sample)
    }
    const middle = track[Math.floor(track.length / 2)] as (typeof track)[number]
    const rails = learnt.at(middle, middle.courseTrueDeg, speedMps)
    const offM = Math.abs(rails ? seenFrom(rails, rails.bearingDeg, middle).crossM : Number.NaN)
    t.true(offM > tunnelM / 50, `${offM} m`)
    t.true(offM <= 2 * (rails?.crossSigmaM ?? 0), `${offM} m, sigma ${rails?.crossSigmaM}`)
  })

test('a portal is where it was learnt, and a faster train is surer of a tunnel', (t) => {
  t.deepEqual(bridgeSigmas({ share: 0, lengthM: 1_000 }, 30), { crossM: 0, bearingDeg: 0 })
  const [slow, fast] = [10, 40].map((speedMps) => bridgeSigmas({ share: 0.5, lengthM: 1_000 }, speedMps).crossM)
  t.is(Math.round(slow ?? 0), 120)
  t.is(Math.round(fast ?? 0), 37)
})
