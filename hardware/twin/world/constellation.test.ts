import test from 'ava'
import { parseTle } from '../../../firmware/domain/elements.ts'
import { lookAtSatellite } from '../../../firmware/domain/look-angle.ts'
import { syntheticTle } from './constellation.ts'

const epochUtcMs = Date.UTC(2026, 4, 31, 9)
const text = syntheticTle({ epochUtcMs, seed: 1 })
const elements = parseTle(text, 'synthetic')
if ('error' in elements) throw new Error(elements.error)
const astana = { latDeg: 51.112, lonDeg: 71.533, heightM: 400 }

test('every set of the made-up constellation is well-formed: columns, checksums, a number of its own', (t) => {
  t.is(elements.satellites.length, 12 * 52)
  t.deepEqual(elements.rejected, [])
})

test('its epoch is the one asked for, also on the first and the last day of a year', (t) => {
  for (const wantedMs of [epochUtcMs, Date.UTC(2027, 0, 1), Date.UTC(2028, 11, 31, 23, 59)]) {
    const read = parseTle(syntheticTle({ epochUtcMs: wantedMs, seed: 2 }), 'synthetic')
    t.true('satellites' in read && Math.abs((read.satellites[0]?.epochUtcMs ?? 0) - wantedMs) < 1)
  }
})

test('it flies at 1,200 km: seen from below a satellite overhead is that far away', (t) => {
  let highest = { elevationDeg: 0, rangeKm: 0 }
  for (let minute = 0; minute < 120; minute++) {
    for (const satellite of elements.satellites) {
      const seen = lookAtSatellite(satellite, epochUtcMs + minute * 60_000, astana)
      if (seen && seen.elevationDeg > highest.elevationDeg) highest = seen
    }
  }
  t.true(highest.elevationDeg > 80)
  t.true(Math.abs(highest.rangeKm - 1210) < 25)
})

test('over Astana some 10 to 12 satellites stand above 25°, never fewer than 6', (t) => {
  const counts = Array.from({ length: 100 }, (_, index) => {
    const atMs = epochUtcMs + index * 7 * 60_000
    const seen = elements.satellites.map((satellite) => lookAtSatellite(satellite, atMs, astana)?.elevationDeg ?? -90)
    return seen.filter((elevationDeg) => elevationDeg > 25).length
  }).toSorted((a, b) => a - b)
  t.true(Math.abs((counts[50] ?? 0) - 11) <= 2)
  t.true((counts[0] ?? 0) >= 6)
})

test('the same seed gives the same text, another seed another one', (t) => {
  t.is(syntheticTle({ epochUtcMs, seed: 1 }), text)
  t.not(syntheticTle({ epochUtcMs, seed: 2 }), text)
})
