import test from 'ava'
import { parseTle } from '../../../firmware/domain/elements.ts'
import { separationDeg } from '../../../firmware/domain/frames.ts'
import { enuFromEcefM, lookFromEnuM } from '../../../firmware/domain/geodesy.ts'
import { lookAtSatellite } from '../../../firmware/domain/look-angle.ts'
import { seededRandom } from '../../../hal/random.ts'
import { syntheticTle } from './constellation.ts'
import { makeOrbit, siderealRad } from './orbit.ts'
import { makeSky } from './sky.ts'

const epochUtcMs = Date.UTC(2026, 4, 31, 9)
const startUtcMs = epochUtcMs + 6 * 3_600_000
const elements = parseTle(syntheticTle({ epochUtcMs, seed: 1 }), 'synthetic')
if ('error' in elements) throw new Error(elements.error)
const { satellites } = elements
const observer = { latDeg: 48, lonDeg: 73, heightM: 400 }

test('an orbit joined from knots is within 0.0001° of SGP4 at every time', (t) => {
  const [satellite] = satellites
  if (!satellite) return t.fail()
  const orbit = makeOrbit(satellite, () => 0)
  for (let index = 0; index < 2000; index++) {
    const atMs = startUtcMs + index * 1237
    const target = orbit.ecefM(atMs, siderealRad(atMs))
    const exact = lookAtSatellite(satellite, atMs, observer)
    t.true(target && exact && separationDeg(lookFromEnuM(enuFromEcefM(observer, target)), exact) < 1e-4)
  }
})

test('no satellite above 12° is missing from those visible, and none below 8° is among them', (t) => {
  const sky = makeSky(satellites, seededRandom(1))
  for (let second = 0; second < 4 * 3600; second += 5) {
    const view = { utcMs: startUtcMs + second * 1000, observer }
    const visible = new Set(sky.visible(view))
    if (second % 300 !== 0) continue
    for (const satellite of satellites) {
      const elevationDeg = lookAtSatellite(satellite, view.utcMs, observer)?.elevationDeg ?? -90
      if (elevationDeg > 12) t.true(visible.has(satellite.noradId))
      if (elevationDeg < 8) t.false(visible.has(satellite.noradId))
    }
  }
})

/** How far the true sky is from the elements, of all that stands above 25°. */
const errorsDeg = (seed: number, atMs: number): number[] => {
  const sky = makeSky(satellites, seededRandom(seed))
  return satellites
    .flatMap((satellite) => {
      const told = lookAtSatellite(satellite, atMs, observer)
      const truth = sky.satellite(satellite.noradId, { utcMs: atMs, observer })
      return told && truth && told.elevationDeg > 25 ? [separationDeg(told, truth)] : []
    })
    .toSorted((a, b) => a - b)
}

test('the true sky is off the elements by hundredths of a degree, and a few satellites by half a degree', (t) => {
  const errors = Array.from({ length: 60 }, (_, index) => errorsDeg(index, startUtcMs))
    .flat()
    .toSorted((a, b) => a - b)
  const at = (share: number): number => errors[Math.floor(share * (errors.length - 1))] ?? 0
  t.true(at(0.5) > 0.005 && at(0.5) < 0.03)
  t.true(at(0.95) < 0.1)
  t.true(at(1) > 0.3 && at(1) < 0.8)
})

test('older elements are worse', (t) => {
  const median = (atMs: number): number => {
    const errors = Array.from({ length: 20 }, (_, index) => errorsDeg(index, atMs))
      .flat()
      .toSorted((a, b) => a - b)
    return errors[Math.floor(errors.length / 2)] ?? 0
  }
  t.true(median(epochUtcMs + 24 * 3_600_000) > 1.5 * median(epochUtcMs + 3_600_000))
})

test('a satellite that is not in the elements is not in the sky', (t) => {
  t.is(makeSky(satellites, seededRandom(1)).satellite(25_544, { utcMs: startUtcMs, observer }), undefined)
})
