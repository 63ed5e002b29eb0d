import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import { TrainClockwork } from './train-now.ts'

const attitude = {
  headingTrueDeg: 0,
  turnRateDegPerS: 0,
  pitchDeg: 0,
  rollDeg: 0,
  headingSigmaDeg: 0.5,
  tiltSigmaDeg: 0.2,
}
const position = { latDeg: 50, lonDeg: 71, heightM: 350 }

const after = (ms: number, speedMps = 30) => {
  const train = new TrainClockwork()
  train.onNavigation({ mode: 'fixed', atMs: 1_000, utcMs: 5_000, position, speedMps, courseTrueDeg: 0, attitude })
  return train.at(monotonicMs(1_000 + ms))
}

test('a position is carried on along its course for one and a half seconds, then unknown', (t) => {
  t.true(Math.abs((after(1_500).position?.latDeg ?? 0) - 50 - 45 / 111_230) < 1e-6)
  t.is(after(1_501).position, undefined)
})

test('while navigation is silent the heading becomes less sure, by what a turn may do', (t) => {
  const sigmaDeg = (ms: number, speedMps?: number) => after(ms, speedMps).attitude?.headingSigmaDeg ?? 0
  t.is(sigmaDeg(0), 0.5)
  t.true(Math.abs(sigmaDeg(1_000) - 0.65) < 1e-9)
  t.true(sigmaDeg(10_000) > 10)
  t.is(sigmaDeg(10_000, 0), 0.5)
})

/** After `ms` of a coach that turns 1.5°/s and sways, its pitch at 1°/s and faster by 2°/s², its roll at -2°/s. */
const swayed = (ms: number) => {
  const train = new TrainClockwork()
  const rates = { turnRateDegPerS: 1.5, pitchRateDegPerS: 1, pitchRateChangeDegPerS2: 2, rollRateDegPerS: -2 }
  const moving = { ...attitude, ...rates, headingTrueDeg: 359, pitchDeg: 0.5, rollDeg: 1, rollOfBiasDeg: 0.25 }
  train.onNavigation({ mode: 'fixed', atMs: 1_000, utcMs: 5_000, position, speedMps: 30, attitude: moving })
  return train.at(monotonicMs(1_000 + ms)).attitude ?? attitude
}
const isNear = (value: number, expected: number): boolean => Math.abs(value - expected) < 1e-9
/** Springs draw a coach back: by so much of its rate, in so many seconds. */
const drawnBack = (ratePerS: number, s: number): number => ((2 * Math.PI * 0.75) ** 2 * ratePerS * s ** 3) / 6

test('pitch and roll are carried on by their rates for a fifth of a second, then held', (t) => {
  const after100 = swayed(100)
  t.true(isNear(after100.pitchDeg, 0.5 + 0.1 + 0.01 - drawnBack(1, 0.1)))
  t.true(isNear(after100.rollDeg, 0.75 - 0.2 + drawnBack(2, 0.1)))
  const after200 = swayed(200)
  t.true(isNear(after200.pitchDeg, 0.5 + 0.2 + 0.04 - drawnBack(1, 0.2)))
  t.like(swayed(1_500), { pitchDeg: after200.pitchDeg, rollDeg: after200.rollDeg })
})

test('a turn is carried on across north for two seconds', (t) => {
  t.true(isNear(swayed(1_000).headingTrueDeg, 0.5))
  t.true(isNear(swayed(2_000).headingTrueDeg, 2))
  t.true(isNear(swayed(9_000).headingTrueDeg, 2))
})

test('what a roll says of its sensor’s bias is not the coach’s', (t) => {
  t.true(isNear(swayed(0).rollDeg, 0.75))
})

test('an attitude from the future is taken as it stands', (t) => {
  t.like(swayed(-100), { headingTrueDeg: 359, pitchDeg: 0.5 })
})
