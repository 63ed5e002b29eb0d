import { readFileSync } from 'node:fs'
import test from 'ava'
import fc from 'fast-check'
import { distanceM, move } from '../../../firmware/domain/geodesy.ts'
import { parseRoute } from '../../../firmware/domain/route.ts'
import { seededRandom } from '../../../hal/random.ts'
import { wrap180Deg } from '../../../hal/units.ts'
import { type Alignment, makeAlignment } from './alignment.ts'

const tracks = ['astana-almaty', 'astana-oskemen', 'aktobe-almaty'].map((id, index) => {
  const file = new URL(`../../routes/${id}.geojson`, import.meta.url)
  const route = parseRoute(readFileSync(file, 'utf8'), id)
  if ('error' in route) throw new Error(route.error)
  const line = { wayPoints: route.waypoints, lineSpeeds: route.lineSpeeds }
  return { route, track: makeAlignment(line, seededRandom(index + 1)) }
})

/** Any place on any of the tracks. */
const everywhere = (holds: (track: Alignment, chainageM: number) => boolean): void =>
  fc.assert(
    fc.property(fc.nat(tracks.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), (index, share) => {
      const { track } = tracks[index] as (typeof tracks)[number]
      return holds(track, share * (track.lengthM - 2))
    }),
    { numRuns: 3000, seed: 1 },
  )

const alongEachTrack = (visit: (track: Alignment, chainageM: number) => void): void => {
  for (const { track } of tracks) for (let alongM = 0; alongM < track.lengthM; alongM += 97) visit(track, alongM)
}

test('no curve is sharper than 600 m, no cant above 150 mm, no grade above 10 ‰', (t) => {
  let worst = { curvature: 0, cantMm: 0, grade: 0 }
  alongEachTrack((track, alongM) => {
    const { curvaturePerM, cantMm, grade } = track.at(alongM)
    worst = {
      curvature: Math.max(worst.curvature, Math.abs(curvaturePerM)),
      cantMm: Math.max(worst.cantMm, Math.abs(cantMm)),
      grade: Math.max(worst.grade, Math.abs(grade)),
    }
  })
  t.true(worst.curvature <= 1 / 600 && worst.curvature > 1 / 1200)
  t.true(worst.cantMm <= 150 && worst.cantMm > 40)
  t.true(worst.grade <= 0.01 && worst.grade > 0.003)
})

test('heading has no step: it turns by no more than the curvature over a metre', (t) => {
  t.notThrows(() =>
    everywhere((track, alongM) => {
      const turnDeg = wrap180Deg(track.at(alongM + 1).headingTrueDeg - track.at(alongM).headingTrueDeg)
      return Math.abs(turnDeg) < 0.11
    }),
  )
})

test('the turn told at a place is the change of its heading', (t) => {
  t.notThrows(() =>
    everywhere((track, alongM) => {
      const turnDeg = wrap180Deg(track.at(alongM + 1).headingTrueDeg - track.at(alongM).headingTrueDeg)
      return Math.abs(turnDeg - (track.at(alongM + 0.5).turnPerM * 180) / Math.PI) < 1e-4
    }),
  )
})

test('curvature and cant have no step: both grow along transition curves', (t) => {
  t.notThrows(() =>
    everywhere((track, alongM) => {
      const [here, there] = [track.at(alongM), track.at(alongM + 1)]
      return Math.abs(there.curvaturePerM - here.curvaturePerM) < 1.1e-5 && Math.abs(there.cantMm - here.cantMm) < 0.71
    }),
  )
})

test('a metre of chainage is a metre on the ground, in the direction of the heading', (t) => {
  t.notThrows(() =>
    everywhere((track, alongM) => {
      const here = track.at(alongM)
      const ahead = move(here, track.at(alongM + 0.5).headingTrueDeg, 1)
      return distanceM(ahead, track.at(alongM + 1)) < 0.001
    }),
  )
})

test('a curve to the right raises the left rail', (t) => {
  t.notThrows(() =>
    everywhere((track, alongM) => {
      const { cantMm, curvaturePerM } = track.at(alongM)
      return cantMm * curvaturePerM >= 0
    }),
  )
})

test('the track is as long as the straight legs within 2 %, and passes the way points within 1.5 km', (t) => {
  for (const { route, track } of tracks) {
    t.true(Math.abs(track.lengthM / (1000 * route.lengthKm) - 1) < 0.02)
    for (const point of route.waypoints) {
      const passed = track.at(track.chainageOfKmM(point.chainageKm))
      t.true(distanceM({ ...point, heightM: 0 }, passed) < 1500)
    }
  }
})

test('it begins and ends at the ends of the line', (t) => {
  for (const { route, track } of tracks) {
    const [first, last] = [route.waypoints[0], route.waypoints.at(-1)].map((point) => ({ ...point, heightM: 0 }))
    t.true(distanceM(first as never, track.at(0)) < 0.01)
    t.true(distanceM(last as never, track.at(track.lengthM)) < 30)
  }
})

test('kilometres of the map and chainages of the track translate both ways', (t) => {
  t.notThrows(() =>
    everywhere((track, alongM) => Math.abs(track.chainageOfKmM(track.kmOfChainage(alongM)) - alongM) < 1e-3),
  )
})

test('the same seed lays the same track, another seed another one', (t) => {
  const { route, track } = tracks[0] as (typeof tracks)[number]
  const line = { wayPoints: route.waypoints, lineSpeeds: route.lineSpeeds }
  t.deepEqual(makeAlignment(line, seededRandom(1)).at(123_456), track.at(123_456))
  t.notDeepEqual(makeAlignment(line, seededRandom(2)).at(123_456), track.at(123_456))
})
