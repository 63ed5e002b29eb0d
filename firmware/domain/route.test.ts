import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import { bearingDeg, distanceM, move } from './geodesy.ts'
import { chainageOnRoute, parseRoute, type Route } from './route.ts'

const feature = (type: string, coordinates: unknown, properties: object) => ({
  type: 'Feature',
  geometry: { type, coordinates },
  properties,
})
const lineProperties = {
  kind: 'route',
  id: 'astana-shu',
  name: 'Astana – Shu',
  lineSpeeds: [
    { fromKm: 0, toKm: 100, speedKmh: 140 },
    { fromKm: 100, toKm: 2000, speedKmh: 120 },
  ],
  blockages: [{ kind: 'tunnel', name: 'Hill', fromKm: 50, toKm: 50.5, source: 'made up' }],
}
const coordinates = [
  [71.5, 51],
  [73, 50],
  [74, 47],
]
const station = (name: string, place: readonly number[]) =>
  feature('Point', place, { kind: 'station', name, dwellS: 120 })
const collection = (properties: object = {}, places: unknown = coordinates) => ({
  type: 'FeatureCollection',
  features: [
    feature('LineString', places, { ...lineProperties, ...properties }),
    station('North', [71.5, 51]),
    station('Middle', [73.01, 50]),
    station('South', [74, 47]),
  ],
})
const parse = (json: unknown) => parseRoute(JSON.stringify(json), 'test.geojson')
const route = parse(collection()) as Route

test('chainage of way points and stations runs along the straight legs', (t) => {
  const legKm = distanceM({ latDeg: 51, lonDeg: 71.5, heightM: 0 }, { latDeg: 50, lonDeg: 73, heightM: 0 }) / 1000
  t.deepEqual(route.waypoints[1], { latDeg: 50, lonDeg: 73, chainageKm: legKm })
  t.true(Math.abs((route.stations[1]?.chainageKm ?? 0) - legKm) < 0.5)
  t.true(Math.abs((route.stations[2]?.chainageKm ?? 0) - route.lengthKm) < 0.001)
  t.is(route.accuracyM, 5000)
})

test('a place beside the line gets its chainage, its distance and the stations before and after', (t) => {
  const start = { latDeg: 51, lonDeg: 71.5, heightM: 0 }
  const course = bearingDeg(start, { latDeg: 50, lonDeg: 73, heightM: 0 })
  const along = move(start, course, 40_000)
  const place = move(along, bearingDeg(along, { latDeg: 50, lonDeg: 73, heightM: 0 }) + 90, 3000)
  const on = chainageOnRoute(route, place)
  t.true(Math.abs(on.chainageKm - 40) < 0.02, `${on.chainageKm}`)
  t.true(Math.abs(on.offsetM - 3000) < 30, `${on.offsetM}`)
  t.true(Math.abs(on.bearingDeg - bearingDeg(along, { latDeg: 50, lonDeg: 73, heightM: 0 })) < 0.1)
  t.is(on.previousStation?.name, 'North')
  t.is(on.nextStation?.name, 'Middle')
})

test('beyond its end a line still answers with its end and no next station', (t) => {
  const on = chainageOnRoute(route, { latDeg: 46.5, lonDeg: 74.2 })
  t.is(on.chainageKm, route.lengthKm)
  t.is(on.nextStation, undefined)
  t.true(on.offsetM > 50_000)
})

const bad: readonly [rule: string, json: unknown, error: string | RegExp][] = [
  [
    'a latitude of 95°',
    collection({}, [
      [71.5, 95],
      [73, 50],
    ]),
    'test.geojson: features[0].geometry.coordinates[0][1] (latitude) is 95; expected -85 to 85',
  ],
  ['one way point', collection({}, [[71.5, 51]]), /1 way points; expected 2 or more/],
  [
    'the same way point twice',
    collection({}, [
      [71.5, 51],
      [71.5, 51],
    ]),
    /coordinates\[1\] is where the way point before it is/,
  ],
  [
    'a missing id',
    collection({ id: undefined }),
    'test.geojson: features[0].properties.id is missing; expected a text',
  ],
  [
    'a gap in line speeds',
    collection({
      lineSpeeds: [
        { fromKm: 0, toKm: 90, speedKmh: 140 },
        { fromKm: 100, toKm: 2000, speedKmh: 120 },
      ],
    }),
    /lineSpeeds\[1\]\.fromKm is 100; expected 90, without a gap/,
  ],
  [
    'line speeds that end early',
    collection({ lineSpeeds: [{ fromKm: 0, toKm: 90, speedKmh: 140 }] }),
    /lineSpeeds ends at km 90; expected \d+\.\d+ or more/,
  ],
  [
    'a cutting without its walls',
    collection({ blockages: [{ kind: 'cutting', name: 'C', fromKm: 1, toKm: 2, source: 's' }] }),
    /blockages\[0\]\.wallDeg is missing; expected 0 to 90/,
  ],
  [
    'an unknown blockage',
    collection({ blockages: [{ kind: 'fog', name: 'C', fromKm: 1, toKm: 2, source: 's' }] }),
    /blockages\[0\]\.kind is "fog"; expected tunnel, canopy, cutting/,
  ],
  [
    'stations out of order',
    { ...collection(), features: collection().features.toReversed() },
    /stations\[1\] begins at km/,
  ],
  ['two lines', { features: [...collection().features, ...collection().features] }, /hold 2 LineStrings; expected 1/],
  ['another document', [1, 2], 'test.geojson: the file is [1,2]; expected an object'],
]

for (const [rule, json, error] of bad) {
  test(`${rule}: the error names place, value and what was expected`, (t) => {
    const read = parse(json)
    const said = 'error' in read ? read.error : ''
    if (typeof error === 'string') t.is(said, error)
    else t.regex(said, error)
  })
}

test('a file that is not JSON is said to be so', (t) => {
  t.deepEqual(parseRoute('<kml/>', 'a.kml'), { error: 'a.kml: is not JSON; give a route as GeoJSON' })
})

const lines = new URL('../../hardware/routes/', import.meta.url)
test('every line of the project reads without an error', (t) => {
  for (const file of readdirSync(lines).filter((name) => name.endsWith('.geojson'))) {
    const read = parseRoute(readFileSync(new URL(file, lines), 'utf8'), file)
    t.false('error' in read, 'error' in read ? read.error : '')
  }
})
