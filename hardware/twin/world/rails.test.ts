import { readFileSync } from 'node:fs'
import test from 'ava'
import { distanceM } from '../../../firmware/domain/geodesy.ts'
import { parseRoute } from '../../../firmware/domain/route.ts'
import { wrap180Deg } from '../../../hal/units.ts'
import { planLine, reversedPlan } from './line-plan.ts'
import { railsOf } from './rails.ts'

const parsed = parseRoute(readFileSync(new URL('../../routes/astana-borovoe.geojson', import.meta.url), 'utf8'), 'line')
if ('error' in parsed) throw new Error(parsed.error)
const route = parsed
const { track, kmScale } = railsOf(route)
const forth = planLine(route, track, kmScale)
const back = reversedPlan(forth)

test('the rails pass 5 to 30 m from each end of the file’s line', (t) => {
  for (const [point, chainageM] of [
    [route.waypoints[0], 0],
    [route.waypoints.at(-1), track.lengthM],
  ] as const) {
    const { latDeg, lonDeg } = track.at(chainageM)
    const offM = distanceM(
      { latDeg: point?.latDeg ?? 0, lonDeg: point?.lonDeg ?? 0, heightM: 0 },
      { latDeg, lonDeg, heightM: 0 },
    )
    t.true(offM > 4.9 && offM < 45, `${offM}`)
  }
})

test('the kilometres of the file are off by 0.1 %', (t) => {
  t.true(Math.abs(Math.abs(kmScale - 1) - 0.001) < 1e-12)
  const inner = route.stations.slice(1, -1)
  for (const [index, { chainageKm }] of inner.entries())
    t.is(forth.stops[index + 1]?.chainageM, track.chainageOfKmM(chainageKm * kmScale))
})

test('the rails of a line are the same each time they are laid', (t) => {
  t.deepEqual(railsOf(route).track.at(54_321), track.at(54_321))
})

test('the way back has the same rails: its curves, cant and grades are mirrored', (t) => {
  const stepM = 0.5
  for (let alongM = 1_000; alongM < track.lengthM - 1_000; alongM += 777) {
    const [there, here] = [track.at(track.lengthM - alongM), back.track.at(alongM)]
    t.deepEqual([here.latDeg, here.lonDeg, here.heightM], [there.latDeg, there.lonDeg, there.heightM])
    t.is(here.cantMm, -there.cantMm)
    const ahead = back.track.at(alongM + stepM)
    const turned = (wrap180Deg(ahead.headingTrueDeg - here.headingTrueDeg) * Math.PI) / 180 / stepM
    t.true(Math.abs(turned - (here.turnPerM + ahead.turnPerM) / 2) < 2e-6)
    t.true(Math.abs((ahead.heightM - here.heightM) / stepM - here.grade) < 1e-5)
  }
})

test('stops, limits and obstacles of the way back ascend and are the same places', (t) => {
  t.deepEqual(
    back.stops.map(({ name }) => name),
    forth.stops.map(({ name }) => name).toReversed(),
  )
  for (const spans of [back.limits, back.obstacles])
    for (const [index, { fromM, toM }] of spans.entries()) {
      t.true(fromM <= toM)
      t.true(index === 0 || fromM >= (spans[index - 1]?.toM ?? 0) - 1e-6)
    }
  const millimetres = (spans: typeof forth.limits): number[] => spans.map(({ fromM }) => Math.round(fromM * 1000))
  t.deepEqual(millimetres(reversedPlan(back).limits), millimetres(forth.limits))
})
