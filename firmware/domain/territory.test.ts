import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import { parseRoute } from './route.ts'
import { insideByM, parseTerritory, type Territory } from './territory.ts'

const territoryOf = (text: string): Territory => {
  const read = parseTerritory(text, 'test')
  if ('error' in read) throw new TypeError(read.error)
  return read
}
const kazakhstan = territoryOf(readFileSync('hardware/territories/kazakhstan.geojson', 'utf8'))

const square = [
  [70, 50],
  [72, 50],
  [72, 51],
  [70, 51],
  [70, 50],
]
const hole = [
  [70.9, 50.4],
  [71.1, 50.4],
  [71.1, 50.6],
  [70.9, 50.6],
  [70.9, 50.4],
]
const feature = (geometry: object, properties: object = { id: 'a', name: 'A' }): string =>
  JSON.stringify({ features: [{ properties, geometry }] })

test('a place inside is as far inside as the border is away, outside it is negative', (t) => {
  const territory = territoryOf(feature({ type: 'Polygon', coordinates: [square] }))
  t.true(Math.abs(insideByM(territory, { latDeg: 50.9, lonDeg: 71 }) - 11_120) < 20)
  t.true(Math.abs(insideByM(territory, { latDeg: 51.1, lonDeg: 71 }) + 11_120) < 20)
  t.is(territory.accuracyM, 5_000)
})

test('a hole is outside, and its edge a border', (t) => {
  const territory = territoryOf(feature({ type: 'Polygon', coordinates: [square, hole] }))
  t.true(insideByM(territory, { latDeg: 50.5, lonDeg: 71 }) < -7_000)
  t.true(Math.abs(insideByM(territory, { latDeg: 50.7, lonDeg: 71 }) - 11_120) < 20)
})

for (const [what, text, message] of [
  ['no JSON', '{', /^test: is not JSON/],
  ['an open ring', feature({ type: 'Polygon', coordinates: [square.slice(0, 4)] }), /is not closed/],
  ['a latitude of 95', feature({ type: 'Polygon', coordinates: [[[70, 95], ...square.slice(1)]] }), /latitude\) is 95/],
  [
    'a point',
    feature({ type: 'Point', coordinates: [70, 50] }),
    /geometry\.type is "Point"; expected Polygon, MultiPolygon/,
  ],
  ['no name', feature({ type: 'Polygon', coordinates: [square] }, { id: 'a' }), /properties\.name is missing/],
] as const)
  test(`a territory with ${what} is refused by path and value`, (t) => {
    const read = parseTerritory(text, 'test')
    t.regex('error' in read ? read.error : '', message)
  })

const places: readonly [name: string, latDeg: number, lonDeg: number, isInside: boolean][] = [
  ['Astana', 51.17, 71.45, true],
  ['Almaty', 43.24, 76.95, true],
  ['Baikonur', 45.63, 63.31, true],
  ['Oskemen', 49.95, 82.61, true],
  ['Tashkent', 41.3, 69.27, false],
  ['Bishkek', 42.87, 74.59, false],
  ['Orsk', 51.2, 58.6, false],
  ['Loktevka on the old line to Oskemen', 51.0, 81.47, false],
]
for (const [name, latDeg, lonDeg, isInside] of places)
  test(`${name} is ${isInside ? 'in' : 'outside'} Kazakhstan`, (t) => {
    t.is(insideByM(kazakhstan, { latDeg, lonDeg }) > 0, isInside)
  })

/** The old line to Oskemen crosses Russia: it is there to show what happens then. */
const DIVERSION = 'semey-oskemen-lokot.geojson'

test('the old line to Oskemen leaves Kazakhstan for a hundred kilometres', (t) => {
  const route = parseRoute(readFileSync(`hardware/routes/${DIVERSION}`, 'utf8'), DIVERSION)
  if ('error' in route) throw new TypeError(route.error)
  t.is(route.waypoints.filter((waypoint) => insideByM(kazakhstan, waypoint) < 0).length, 3)
})

test('every normal line stays further inside Kazakhstan than the border is sure', (t) => {
  for (const file of readdirSync('hardware/routes').filter((name) => name.endsWith('.geojson') && name !== DIVERSION)) {
    const route = parseRoute(readFileSync(`hardware/routes/${file}`, 'utf8'), file)
    if ('error' in route) throw new TypeError(route.error)
    for (const waypoint of route.waypoints)
      t.true(
        insideByM(kazakhstan, waypoint) > kazakhstan.accuracyM + route.accuracyM,
        `${file} km ${waypoint.chainageKm}`,
      )
  }
})
