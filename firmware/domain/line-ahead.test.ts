import test from 'ava'
import { lineAhead } from './line-ahead.ts'

const station = (name: string, chainageKm: number) => ({ name, chainageKm, latDeg: 0, lonDeg: 0, dwellS: 60 })
const line = {
  stations: [station('A', 0), station('B', 50), station('C', 100)],
  blockages: [
    { kind: 'tunnel' as const, name: 'T', fromKm: 20, toKm: 23, source: '' },
    { kind: 'canopy' as const, name: 'B roof', fromKm: 49.9, toKm: 50.1, source: '' },
  ],
}

test('going up, what has more kilometres lies ahead; going down, what has fewer', (t) => {
  t.deepEqual(lineAhead(line, 10, 'up'), {
    nextStation: { name: 'B', distanceKm: 40 },
    previousStation: 'A',
    nextBlockage: { kind: 'tunnel', name: 'T', distanceKm: 10, lengthKm: 3 },
  })
  t.like(lineAhead(line, 60, 'down'), { nextStation: { name: 'B', distanceKm: 10 }, previousStation: 'C' })
  t.is(lineAhead(line, 45, 'down').nextBlockage?.distanceKm, 22)
})

test('within a tunnel its distance is 0, behind the last one there is none', (t) => {
  t.is(lineAhead(line, 21, 'up').nextBlockage?.distanceKm, 0)
  t.is(lineAhead(line, 21, 'down').nextBlockage?.name, 'T')
  t.is(lineAhead(line, 60, 'up').nextBlockage, undefined)
})

test('while the direction is unknown nothing lies ahead', (t) => {
  t.deepEqual(lineAhead(line, 10, 'unknown'), {})
})
