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
