import { readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { testWithShared } from '../../test/shared-data.ts'
import { type ElementSet, parseTle } from './elements.ts'
import { lookAtSatellite } from './look-angle.ts'
import { type PredictionPlan, skyPredictor } from './sky-prediction.ts'

const EPOCH_MS = Date.UTC(2026, 4, 31, 9)
const ahead = { steps: 13, stepS: 10 }
const masksDeg = [0, 10, 25, 40, 60, 80]

const setOf = (text: string): ElementSet => {
  const read = parseTle(text, 'test')
  if ('error' in read) throw new Error(read.error)
  return read
}

const synthetic = setOf(syntheticTle({ epochUtcMs: EPOCH_MS, seed: 3 }))

type Predicted = ReturnType<ReturnType<typeof skyPredictor>>

/** Satellites that come above the mask within the plan, by SGP4 alone, and are not among the predicted with the same elevations. */
const missed = (elements: ElementSet, plan: PredictionPlan, predicted: Predicted): string[] => {
  const byNoradId = new Map(predicted.map((one) => [one.noradId, one.elevationsDeg]))
  return elements.satellites.flatMap((satellite) => {
    const elevationsDeg = Array.from({ length: plan.steps }, (_, step) => {
      const look = lookAtSatellite(satellite, plan.utcMs + step * plan.stepS * 1000, plan.observer)
      return look?.elevationDeg ?? -90
    })
    const highestDeg = Math.max(...elevationsDeg)
    const found = byNoradId.get(satellite.noradId)
    const isWell = found?.every((deg, step) => Math.abs(deg - (elevationsDeg[step] ?? 0)) < 0.001)
    return highestDeg < plan.maskDeg || isWell ? [] : [`${satellite.name} rises to ${highestDeg.toFixed(1)}°`]
  })
}

const anywhere = (t: ExecutionContext, elements: ElementSet, tries: number): void => {
  const random = seededRandom(7)
  for (let count = 0; count < tries; count++) {
    const observer = { latDeg: -85 + 170 * random.next(), lonDeg: 360 * random.next() - 180, heightM: 350 }
    const maskDeg = masksDeg[count % masksDeg.length] as number
    const plan = { utcMs: EPOCH_MS + 86_400_000 * random.next(), observer, maskDeg, ...ahead }
    t.deepEqual(missed(elements, plan, skyPredictor(elements)(plan)), [], `mask ${maskDeg}°`)
  }
}

test('no satellite at 1,200 km that comes above the mask within two minutes is left out, whatever the mask', (t) => {
  anywhere(t, synthetic, 18)
})

testWithShared(
  'nor is a Starlink satellite, which moves faster across the sky',
  'ephemeris/starlink-2026-05-30.tle',
  (t, path) => {
    const some = setOf(readFileSync(path, 'utf8')).satellites.filter((_, index) => index % 10 === 0)
    anywhere(t, { satellites: some, rejected: [], source: 'test' }, 12)
  },
)

for (const maskDeg of [10, 25, 60]) {
  test(`a predictor that is asked every ten seconds leaves none out either, above ${maskDeg}°`, (t) => {
    const observer = { latDeg: 48, lonDeg: 71, heightM: 350 }
    const predict = skyPredictor(synthetic)
    for (let seconds = 0; seconds < 900; seconds += 10) {
      const plan = { utcMs: EPOCH_MS + 1000 * seconds, observer, maskDeg, ...ahead }
      const predicted = predict(plan)
      if (seconds % 70 === 0) t.deepEqual(missed(synthetic, plan, predicted), [], `after ${seconds} s`)
    }
  })
}

test('a time that is set back, or another place two minutes later, is predicted as if asked for first', (t) => {
  const observer = { latDeg: 48, lonDeg: 71, heightM: 350 }
  const predict = skyPredictor(synthetic)
  const first = { utcMs: EPOCH_MS, observer, maskDeg: 25, ...ahead }
  predict({ ...first, utcMs: EPOCH_MS + 7_200_000 })
  t.deepEqual(missed(synthetic, first, predict(first)), [])
  const elsewhere = { ...first, utcMs: EPOCH_MS + 120_000, observer: { latDeg: -30, lonDeg: -120, heightM: 0 } }
  t.deepEqual(missed(synthetic, elsewhere, predict(elsewhere)), [])
})

test('what cannot rise in time costs no prediction: a small part of a constellation is left', (t) => {
  const observer = { latDeg: 51, lonDeg: 71, heightM: 350 }
  const predicted = skyPredictor(synthetic)({ utcMs: EPOCH_MS, observer, maskDeg: 25, ...ahead })
  t.true(predicted.length > 0 && predicted.length < synthetic.satellites.length / 5, `${predicted.length}`)
})
