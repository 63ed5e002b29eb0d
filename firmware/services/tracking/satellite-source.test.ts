import test from 'ava'
import { syntheticTle } from '../../../hardware/twin/world/constellation.ts'
import { parseTle } from '../../domain/elements.ts'
import { geostationary, ofConstellation } from './satellite-source.ts'

const EPOCH_UTC_MS = Date.UTC(2026, 4, 31)
const astana = { latDeg: 51.1, lonDeg: 71.4, heightM: 350 }
const read = parseTle(syntheticTle({ epochUtcMs: EPOCH_UTC_MS, seed: 1 }), 'synthetic')
if ('error' in read) throw new Error(read.error)
const [first] = read.satellites
if (!first) throw new Error('no satellite')

test('a geostationary satellite is named by its longitude, east or west, and stands still', (t) => {
  t.deepEqual(
    [75, -30.05].map((longitudeDeg) => geostationary(longitudeDeg).name),
    ['75.0°E', '30.1°W'],
  )
  const east = geostationary(75)
  t.is(east.noradId, undefined)
  t.deepEqual(east.lookAt(EPOCH_UTC_MS, astana), east.lookAt(EPOCH_UTC_MS + 3_600_000, astana))
  t.is(east.sigmaDegAt(0), east.sigmaDegAt(EPOCH_UTC_MS))
})

test('one on the observer’s meridian stands in the south', (t) => {
  t.true(Math.abs((geostationary(astana.lonDeg).lookAt(0, astana)?.azimuthDeg ?? 0) - 180) < 1e-6)
})

test('a satellite of a constellation moves, and its place is less sure the older its elements are', (t) => {
  const one = ofConstellation(first)
  t.deepEqual([one.name, one.noradId], [first.name, first.noradId])
  const looks = [0, 60_000].map((ms) => one.lookAt(EPOCH_UTC_MS + ms, astana)?.azimuthDeg)
  t.not(looks[0], looks[1])
  t.true(one.sigmaDegAt(EPOCH_UTC_MS) < one.sigmaDegAt(EPOCH_UTC_MS + 5 * 86_400_000))
})
