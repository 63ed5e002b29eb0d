import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { monotonicMs, toRad } from '../../../hal/units.ts'
import type { EstimatedAttitude } from '../../domain/attitude.ts'
import { type BiasEstimate, biasAtStart, biasFromTurns } from '../../domain/bias-filter.ts'
import type { SatelliteAhead } from '../../plan/aim.ts'
import { BiasLearner } from './bias-learner.ts'
import type { BiasStore } from './bias-store.ts'

const look = { azimuthDeg: 90, elevationDeg: 40 }
const ahead: SatelliteAhead = { now: look, lead: look, leadMs: 40, rangeKm: 1_200, sigmaDeg: 0.05 }
const attitude = {
  headingTrueDeg: 0,
  pitchDeg: 0,
  rollDeg: 0,
  headingSigmaDeg: 0.1,
  tiltSigmaDeg: 0.1,
} as EstimatedAttitude
/** So far the beam of a terminal as drawn is beside the satellite, degrees. */
const OFF_DEG = 0.3

const setUp = (store?: BiasStore) => {
  const said: string[] = []
  const mounting = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }
  const learner = new BiasLearner({
    terminal: {
      name: 'oneweb',
      beamWidthDeg: 3,
      pointingLimitDeg: 2.5,
      pointer: {
        beam: { settleMs: 50, scanLossExponent: 0 },
        limits: { kind: 'array', mounting, elevationDeg: [20, 90] },
      },
    },
    aimHz: 20,
    store,
    say: (text) => said.push(text),
  })
  const random = seededRandom(2)
  let nowMs = 0
  /** A modem that tells of its carrier with each step. */
  const run = (seconds: number, more: Partial<Parameters<BiasLearner['step']>[0]> = {}) => {
    for (const endMs = nowMs + seconds * 1_000; nowMs < endMs; nowMs += 50) {
      const { bias, dither } = learner.forAim()
      const acrossDeg =
        (bias?.yawDeg ?? 0) * Math.cos(toRad(40)) + (bias?.pitchDeg ?? 0) * Math.sin(toRad(40)) - OFF_DEG
      const offDeg = [
        (dither?.azimuthDeg ?? 0) - acrossDeg,
        (dither?.elevationDeg ?? 0) + (bias?.rollDeg ?? 0),
      ] as const
      const db = 12 - (12 / 9) * (offDeg[0] ** 2 + offDeg[1] ** 2) + 0.25 * random.normal()
      learner.onCarrier({ db, atMs: nowMs - 5 })
      learner.step({ isAiming: true, isLocked: true, satellite: 'A', ahead, attitude, ...more }, monotonicMs(nowMs))
    }
  }
  return { learner, said, run }
}

const keeping = (kept?: BiasEstimate) => {
  const writes: BiasEstimate[] = []
  const store: BiasStore = {
    read: async () => kept ?? biasAtStart,
    write: async (_terminal, estimate) => {
      writes.push(estimate)
    },
  }
  return { store, writes }
}

test('what is learnt is given to whoever aims, told, and kept', async (t) => {
  const { store, writes } = keeping()
  const { learner, said, run } = setUp(store)
  await Promise.resolve()
  t.deepEqual(learner.said(), {})
  run(140)
  t.true(learner.forAim().isBiasLearnt)
  t.true((learner.said().bias?.sigmaDeg ?? 1) < 0.11)
  t.is(said.length, 1)
  t.is(writes.length, 1)
  const { yawDeg, pitchDeg } = learner.forAim().bias ?? { yawDeg: 0, pitchDeg: 0 }
  const foundDeg = yawDeg * Math.cos(toRad(40)) + pitchDeg * Math.sin(toRad(40))
  t.true(Math.abs(foundDeg - OFF_DEG) < 0.1, `${foundDeg}`)
})

test('a heading that is not sure, or may be the other way round, teaches nothing', (t) => {
  for (const unsure of [{ headingSigmaDeg: 3 }, { isReversible: true }]) {
    const { learner, run } = setUp()
    run(60, { attitude: { ...attitude, ...unsure } })
    t.false(learner.forAim().isBiasLearnt)
    t.deepEqual(learner.forAim().dither, { azimuthDeg: 0, elevationDeg: 0 })
  }
})

test('the record is where learning begins, unless it comes too late for that', async (t) => {
  const kept = biasFromTurns({ turnsDeg: [0, 0, 0.5], rollDegPerC: 0, covarianceDeg2: Array(9).fill(0) })
  const early = setUp(keeping(kept).store)
  await new Promise<void>((resolve) => setImmediate(resolve))
  t.is(early.learner.forAim().bias?.yawDeg, 0.5)
  const late = setUp(keeping(kept).store)
  late.run(23)
  const before = late.learner.forAim().bias?.yawDeg
  await new Promise<void>((resolve) => setImmediate(resolve))
  t.is(late.learner.forAim().bias?.yawDeg, before)
})

test('a store that fails is told of once, and learning goes on', async (t) => {
  const failing: BiasStore = {
    read: () => Promise.reject(new TypeError('no disk')),
    write: () => Promise.reject(new TypeError('no disk')),
  }
  const { learner, said, run } = setUp(failing)
  run(140)
  await new Promise<void>((resolve) => setImmediate(resolve))
  t.true(learner.forAim().isBiasLearnt)
  t.is(said.filter((text) => text.includes('not kept')).length, 1)
})
