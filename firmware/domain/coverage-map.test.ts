import test from 'ava'
import fc from 'fast-check'
import type { CoverageCell } from './coverage-cell.ts'
import { chunkName, packChunk, unpackChunk } from './coverage-chunk.ts'
import { coverageGeoJson, mergeChunks } from './coverage-geojson.ts'
import { CoverageMap } from './coverage-map.ts'
import { legBetween } from './leg.ts'

const line = { line: 'astana-almaty', direction: 'up' } as const
const place = { ...line, chunk: 0 }
const at = (chainageKm: number, direction: 'up' | 'down' = 'up') => ({ ...line, direction, chainageKm })

const ride = (map: CoverageMap, isOut: (km: number) => boolean): void => {
  for (let km = 0; km < 10; km += 0.025) map.learn(at(km), { lte: { isOut: isOut(km), signal: -90 } }, 1_000)
  map.learn(undefined, {})
}

test('what is seen in 500 m is one cell of the line, the direction and the link', (t) => {
  const map = new CoverageMap()
  map.load(place, new Map())
  ride(map, (km) => km >= 2 && km < 3)
  t.is(map.at(line, 3, 'lte')?.outShare, 0)
  t.is(map.at(line, 4, 'lte')?.outShare, 1)
  t.is(map.at(line, 5, 'lte')?.outShare, 1)
  t.is(map.at(line, 6, 'lte')?.outShare, 0)
  t.is(map.at({ ...line, direction: 'down' }, 4, 'lte'), undefined)
  t.is(map.at(line, 4, 'geo'), undefined)
})

test('a cell counts once it is left, as one trip, however long the train stood in it', (t) => {
  const map = new CoverageMap()
  map.load(place, new Map())
  for (let second = 0; second < 600; second++) map.learn(at(1.2), { lte: { isOut: false } }, 1_000)
  t.is(map.at(line, 2, 'lte'), undefined)
  map.learn(at(1.6), { lte: { isOut: false } }, 1_000)
  t.is(map.at(line, 2, 'lte')?.passes, 1)
})

test('nothing is learnt where the record is not loaded yet: it would be overwritten', (t) => {
  const map = new CoverageMap()
  ride(map, () => true)
  t.is(map.at(line, 3, 'lte'), undefined)
  t.deepEqual(map.takeChanged(), [])
})

test('what changed is handed out once, and as it was then', (t) => {
  const map = new CoverageMap()
  map.load(place, new Map())
  ride(map, () => false)
  const [changed] = map.takeChanged()
  t.deepEqual(map.takeChanged(), [])
  ride(map, () => true)
  t.is(changed?.cells.get('lte')?.get(3)?.outShare, 0)
})

test('a record gives back what it was made of', (t) => {
  const cell: CoverageCell = {
    passes: 3,
    outShare: 0.25,
    signal: -101.5,
    throughputMbps: 4.2,
    loss: 0.01,
    lastUtcMs: 7,
  }
  const cells = new Map([
    [
      'lte',
      new Map([
        [7, cell],
        [99, { passes: 1, outShare: 1 }],
      ]),
    ],
  ])
  const read = unpackChunk(packChunk({ ...place, chunk: 4 }, cells))
  t.deepEqual(read?.place, { ...place, chunk: 4 })
  t.deepEqual(read?.cells, cells)
})

test('a damaged record is none, and rows that cannot be are left out', (t) => {
  t.is(unpackChunk(new TextEncoder().encode('{"format":2}')), undefined)
  const rows = [
    [7, 1, 3, null, null, null, null],
    [8, 1, 1, null, null, null, null],
    [900, 1, 1, null, null, null, null],
  ]
  const text = JSON.stringify({ format: 1, ...place, links: { lte: rows } })
  t.deepEqual([...(unpackChunk(new TextEncoder().encode(text))?.cells.get('lte')?.keys() ?? [])], [8])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      unpackChunk(bytes)
    }),
  )
})

test('the name of a record is one that storage takes, whatever the line is called', (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 64 }), fc.integer({ min: 0, max: 999 }), (name, chunk) =>
      /^[a-z][a-z0-9-]{0,63}$/.test(chunkName({ line: `x${name}`, direction: 'down', chunk })),
    ),
  )
  t.pass()
})

test('maps of two trains merge into one, as GeoJSON along the line', (t) => {
  const of = (outShare: number) => ({
    place,
    cells: new Map([['lte', new Map([[2, { passes: 1, outShare, lastUtcMs: 1_000 }]])]]),
  })
  const legs = [legBetween({ latDeg: 51, lonDeg: 71, chainageKm: 0 }, { latDeg: 50, lonDeg: 71 })]
  const json = coverageGeoJson(mergeChunks([of(1), of(0)]), {
    routes: [{ id: 'astana-almaty', legs }],
    utcMs: 86_401_000,
  })
  t.like(json, {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: { type: 'LineString' },
        properties: {
          line: 'astana-almaty',
          direction: 'up',
          fromKm: 1,
          link: 'lte',
          passes: 2,
          outShare: 0.5,
          ageDays: 1,
        },
      },
    ],
  })
  const [[lonDeg, latDeg] = []] =
    (json as { features: { geometry: { coordinates: number[][] } }[] }).features[0]?.geometry.coordinates ?? []
  t.is(lonDeg, 71)
  t.true(Math.abs((latDeg ?? 0) - 50.991) < 0.001)
})
