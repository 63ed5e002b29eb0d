import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { monotonicMs, toRad } from '../../hal/units.ts'
import { mountingOf, pointingSigmaDeg } from '../domain/bias-filter.ts'
import type { Mounting } from '../domain/frames.ts'
import {
  ditherOf,
  type LearningObservation,
  type LearningState,
  learningFrom,
  planBiasLearning,
} from './bias-learning.ts'

const beam = { widthDeg: 3, pointingLimitDeg: 2.5, settleMs: 100, scanLossExponent: 0, halfPeriodMs: 25 }
const sight = {
  satellite: 'A',
  direction: { azimuthDeg: 90, elevationDeg: 40 },
  rate: { azimuthDeg: 0, elevationDeg: 0 },
  warmth: { warmerC: 0, yawDeg: 0 },
  rangeKm: 1_200,
  aheadSigmaS: 0,
  manoeuvredSigmaS: 0,
}
/** A terminal as drawn looks this far beside the satellite, degrees. */
const OFF_DEG = 0.4

/** What a bias turns the beam by along the horizon, looking to the right. */
const acrossDeg = ({ yawDeg, pitchDeg }: Mounting): number =>
  yawDeg * Math.cos(toRad(40)) + pitchDeg * Math.sin(toRad(40))

/** Steps at 20 Hz with a carrier told as often, as if nothing of the bias were used. */
const run = (seconds: number, more: Partial<LearningObservation> = {}, everyMs = 1_000) => {
  const random = seededRandom(1)
  let state: LearningState = learningFrom()
  const kept: number[] = []
  const reasons: string[] = []
  let carrier: LearningObservation['carrier']
  let widestDeg = 0
  for (let ms = 0; ms <= seconds * 1000; ms += 50) {
    const dither = ditherOf(state)
    widestDeg = Math.max(widestDeg, Math.hypot(dither.azimuthDeg, dither.elevationDeg))
    const learnt = mountingOf(state.estimate, sight.warmth)
    const azimuthOff = dither.azimuthDeg + OFF_DEG - acrossDeg(learnt)
    const elevationOff = dither.elevationDeg + learnt.rollDeg
    const db = 12 - (12 / 9) * (azimuthOff ** 2 + elevationOff ** 2) + 0.3 * random.normal()
    if (ms % everyMs === 450 % everyMs) carrier = { db, atMs: ms }
    const seen = { isAiming: true, isLocked: true, beam, sight, ...(carrier && { carrier }), ...more }
    const plan = planBiasLearning(state, seen, monotonicMs(ms))
    state = plan.state
    if (plan.actions.length > 0) kept.push(ms)
    reasons.push(...plan.reasons)
  }
  return { state, kept, reasons, widestDeg }
}

test('within minutes the aim is on the satellite, and that is told once and kept', (t) => {
  const { state, kept, reasons } = run(400)
  t.true(state.isLearnt)
  t.is(reasons.length, 1)
  t.is(kept.length, 1)
  const foundDeg = acrossDeg(mountingOf(state.estimate, sight.warmth))
  t.true(Math.abs(foundDeg - OFF_DEG) < 0.12, `${foundDeg}`)
})

test('what is learnt is followed with a smaller dither', (t) => {
  const { azimuthDeg, elevationDeg } = ditherOf(run(400).state)
  t.true(Math.hypot(azimuthDeg, elevationDeg) < 0.1)
})

test('the dither keeps to a sixth of the limit, however wide the beam', (t) => {
  t.true(run(20, { beam: { ...beam, pointingLimitDeg: 0.3 } }).widestDeg <= 0.05 + 1e-9)
})

test('without lock, or without an aim, nothing is dithered and nothing is learnt', (t) => {
  for (const without of [{ isLocked: false }, { isAiming: false }]) {
    const { state } = run(30, without)
    t.deepEqual(ditherOf(state), { azimuthDeg: 0, elevationDeg: 0 })
    t.is(state.readings, 0)
  }
})

test('a modem that tells nothing of its carrier is not dithered for', (t) => {
  const { state } = run(30, { carrier: { db: 11, atMs: -20_000 } })
  t.deepEqual(ditherOf(state), { azimuthDeg: 0, elevationDeg: 0 })
})

test('an aim that has to hold for long makes readings of a swaying coach say less', (t) => {
  const sigmaDeg = (halfPeriodMs: number): number =>
    pointingSigmaDeg(run(60, { beam: { ...beam, halfPeriodMs } }).state.estimate, sight)
  t.true(sigmaDeg(250) > 1.1 * sigmaDeg(25), `${sigmaDeg(250)} ${sigmaDeg(25)}`)
})

test('a carrier that was measured while the beam was still on its way is left out', (t) => {
  const slow = run(60, { beam: { ...beam, settleMs: 5_000 } }).state.readings
  t.true(slow > 15 && slow < run(60).state.readings - 10)
})

test('a carrier that is told again is no new reading', (t) => {
  t.is(run(12, { carrier: { db: 11, atMs: 2_500 } }).state.readings, 1)
})

test('a modem that tells of its carrier often is dithered for quickly, and teaches sooner', (t) => {
  const seldom = run(60)
  const often = run(60, {}, 50)
  t.true(often.state.turn > 3 * seldom.state.turn)
  const offDeg = ({ state }: typeof often) => Math.abs(acrossDeg(mountingOf(state.estimate, sight.warmth)) - OFF_DEG)
  t.true(often.state.isLearnt)
  t.true(offDeg(often) < 0.08, `${offDeg(often)}`)
})

test('of a modem that tells of its carrier seldom each reading is taken in, each of another side', (t) => {
  const { state } = run(60, {}, 2_000)
  t.is(state.readings, 29)
  t.is(state.turn, 30)
})
