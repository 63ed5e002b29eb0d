import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { makeCells } from './cells.ts'
import { makeSurroundings } from './surroundings.ts'

const find = makeSurroundings([
  { kind: 'tunnel', name: 'T', fromM: 5000, toM: 5400 },
  { kind: 'canopy', name: 'roof', fromM: 600, toM: 700, wallDeg: 12 },
  { kind: 'cutting', name: 'cut', fromM: 8000, toM: 9000, wallDeg: 40 },
])
const openSky = find(0, 0)

test('open country hides nothing above 2°', (t) => {
  t.is(openSky.kind, 'open')
  t.is(openSky.horizonDeg(123), 2)
})

test('a tunnel and a roof hide the whole sky, from their begin to their end', (t) => {
  t.is(find(5200, 30).horizonDeg(30), 90)
  t.is(find(650, 30).horizonDeg(200), 90)
  t.is(find(4999, 30).kind, 'open')
  t.is(find(5400, 30).kind, 'open')
})

test('a cutting hides the sky across the track to the height of its walls, and nothing along it', (t) => {
  const cutting = find(8500, 70)
  t.is(cutting.name, 'cut')
  t.true(Math.abs(cutting.horizonDeg(160) - 40) < 1e-9)
  t.true(Math.abs(cutting.horizonDeg(340) - 40) < 1e-9)
  t.is(cutting.horizonDeg(70), 2)
  t.true(cutting.horizonDeg(115) > 25 && cutting.horizonDeg(115) < 40)
})

const cell = makeCells({ townsM: [0, 300_000], lengthM: 300_000 }, seededRandom(4))
const covered = (fromM: number, toM: number): number => {
  const places = Array.from({ length: 200 }, (_, index) => fromM + ((toM - fromM) * index) / 200)
  return places.filter((alongM) => cell(alongM, openSky)).length / places.length
}

test('towns are covered to 15 km, the steppe has gaps', (t) => {
  t.is(covered(0, 15_000), 1)
  t.is(covered(285_000, 300_000), 1)
  t.true(covered(40_000, 260_000) < 0.9)
  t.true((cell(500, openSky)?.rsrpDbm ?? -140) > -90)
})

test('capacity falls with the signal', (t) => {
  const near = cell(1000, openSky)
  const far = cell(14_000, openSky)
  t.true((near?.capacityMbps ?? 0) > (far?.capacityMbps ?? 0))
  t.true((near?.rsrpDbm ?? 0) > (far?.rsrpDbm ?? 0))
})

test('a tunnel far from any mast has no cell', (t) => {
  t.truthy(cell(12_000, openSky))
  t.is(cell(12_000, find(5200, 0)), undefined)
})
