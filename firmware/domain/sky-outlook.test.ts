import { readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { testWithShared } from '../../test/shared-data.ts'
import { type ElementSet, parseTle } from './elements.ts'
import type { Geodetic } from './geodesy.ts'
import { lookAtSatellite } from './look-angle.ts'
import { type SkyAhead, type SkyOutlook, skyOutlook } from './sky-outlook.ts'

const EPOCH_MS = Date.UTC(2026, 4, 31, 9)
const STEP_MS = 10_000
const masksDeg = [0, 10, 25, 40, 60, 80]
const all = Number.POSITIVE_INFINITY

const setOf = (text: string): ElementSet => {
  const read = parseTle(text, 'test')
  if ('error' in read) throw new Error(read.error)
  return read
}

const synthetic = setOf(syntheticTle({ epochUtcMs: EPOCH_MS, seed: 3 }))
const outlookOn = (elements: Pick<ElementSet, 'satellites'>, fromDeg: number, instants = 13): SkyOutlook =>
  skyOutlook(elements, { stepMs: STEP_MS, instants, fromDeg, worth: (_satellite, { elevationDeg }) => elevationDeg })

/** Satellites above the mask by SGP4 alone that the outlook does not have, or has elsewhere. */
const missed = ({ satellites }: Pick<ElementSet, 'satellites'>, fromDeg: number, sky: SkyAhead): string[] =>
  satellites.flatMap((satellite) => {
    const { elevationDeg = -90 } = lookAtSatellite(satellite, sky.utcMs, sky.observer) ?? {}
    const found = sky.looks[sky.ids.indexOf(satellite.noradId)]?.elevationDeg
    const isWell = found === undefined ? elevationDeg < fromDeg : Math.abs(found - elevationDeg) < 0.001
    return isWell ? [] : [`${satellite.name} at ${elevationDeg.toFixed(1)}°, told ${found}`]
  })

const anywhere = (t: ExecutionContext, elements: Pick<ElementSet, 'satellites'>, tries: number): void => {
  const random = seededRandom(7)
  for (let count = 0; count < tries; count++) {
    const observer = { latDeg: -85 + 170 * random.next(), lonDeg: 360 * random.next() - 180, heightM: 350 }
    const fromDeg = masksDeg[count % masksDeg.length] as number
    const outlook = outlookOn(elements, fromDeg)
    outlook.keep(EPOCH_MS + Math.floor(86_400_000 * random.next()), () => observer, all)
    for (const sky of outlook.ahead()) t.deepEqual(missed(elements, fromDeg, sky), [], `mask ${fromDeg}°`)
  }
}

test('no satellite at 1,200 km that stands above the mask in the next two minutes is left out, whatever the mask', (t) => {
  anywhere(t, synthetic, 12)
})

testWithShared(
  'nor is a Starlink satellite, which moves faster across the sky',
  'ephemeris/starlink-2026-05-30.tle',
  (t, path) => {
    anywhere(t, { satellites: setOf(readFileSync(path, 'utf8')).satellites.filter((_, index) => index % 10 === 0) }, 6)
  },
)

const rail: (utcMs: number) => Geodetic = (utcMs) => ({
  latDeg: 48,
  lonDeg: 71 + (utcMs - EPOCH_MS) / 3_600_000,
  heightM: 350,
})

test('kept in small parts while the train runs it is whole at each step, and leaves none out either', (t) => {
  const outlook = outlookOn(synthetic, 25)
  for (let atMs = 0; atMs < 600_000; atMs += 200) {
    const isWhole = outlook.keep(EPOCH_MS + atMs, rail, 200)
    if (atMs % STEP_MS === STEP_MS - 200) {
      t.true(isWhole)
      t.is(outlook.ahead()[0]?.utcMs, EPOCH_MS + atMs - (STEP_MS - 200))
    }
    if (atMs % 70_000 === 9_800) for (const sky of outlook.ahead()) t.deepEqual(missed(synthetic, 25, sky), [])
  }
})

test('no call looks at more satellites than it may', (t) => {
  let looks = 0
  const counted = new Proxy(synthetic.satellites, {
    get: (target, key) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks++
      return Reflect.get(target, key)
    },
  })
  const outlook = outlookOn({ satellites: counted }, 25)
  outlook.keep(EPOCH_MS, rail, 200)
  t.true(looks <= 201, `${looks}`)
  t.is(outlook.ahead().length, 0)
})

test('a step costs one instant more, not all of them anew', (t) => {
  let asked = 0
  const outlook = skyOutlook(synthetic, { stepMs: STEP_MS, instants: 13, fromDeg: 25, worth: () => asked++ })
  outlook.keep(EPOCH_MS, rail, all)
  const first = asked
  outlook.keep(EPOCH_MS + STEP_MS, rail, all)
  t.true(asked - first < first / 6)
})

test('a time that is set back, or another place, is looked at as if asked for first', (t) => {
  const outlook = outlookOn(synthetic, 25)
  outlook.keep(EPOCH_MS + 7_200_000, rail, all)
  outlook.keep(EPOCH_MS, rail, all)
  t.is(outlook.ahead()[0]?.utcMs, EPOCH_MS)
  for (const sky of outlook.ahead()) t.deepEqual(missed(synthetic, 25, sky), [])
  const elsewhere = { latDeg: -30, lonDeg: -120, heightM: 0 }
  outlook.keep(EPOCH_MS + STEP_MS, () => elsewhere, all)
  for (const sky of outlook.ahead()) t.deepEqual(missed(synthetic, 25, sky), [])
})
