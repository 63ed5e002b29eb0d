import test from 'ava'
import { toRad } from '../../../hal/units.ts'
import { errorState as at } from './error-states.ts'
import type { InertialReading } from './inertial-step.ts'
import { StraightTrack } from './straight-track.ts'
import { newTrainFilter } from './train-filter.ts'

const turning = (turnDegPerS: number): InertialReading => ({
  forceX: 0,
  forceY: 0,
  rateX: 0,
  rateY: 0,
  rateZ: toRad(turnDegPerS),
})

/** Two minutes at 20 m/s of a train whose gyroscope's error is known to some sigma, in °/s; what is then thought of it. */
const learnt = ({
  turnDegPerS,
  sigmaDps,
  speedMps = 20,
}: {
  turnDegPerS: number
  sigmaDps: number
  speedMps?: number
}) => {
  const filter = newTrainFilter()
  filter.speedMps = speedMps
  filter.covariance.isolate(at.gyroBiasZ, toRad(sigmaDps))
  const straight = new StraightTrack()
  for (let second = 0; second < 120; second++) straight.onWindow(filter, turning(turnDegPerS), 1)
  return ((filter.means[at.gyroBiasZ] as number) * 180) / Math.PI
}

test('a turn that is too slow for any curve is learnt as drift of the gyroscope', (t) => {
  t.true(Math.abs(learnt({ turnDegPerS: 0.01, sigmaDps: 0.01 }) - 0.01) < 0.001)
})

test('a curve is none', (t) => {
  t.is(learnt({ turnDegPerS: 0.1, sigmaDps: 0.01 }), 0)
})

test('while the gyroscope is little known, and at a crawl, nothing is learnt', (t) => {
  t.is(learnt({ turnDegPerS: 0.01, sigmaDps: 0.5 }), 0)
  t.is(learnt({ turnDegPerS: 0.01, sigmaDps: 0.01, speedMps: 3 }), 0)
})

test('a window of readings with a curve in it tells nothing of the straight behind it', (t) => {
  const filter = newTrainFilter()
  filter.speedMps = 20
  filter.covariance.isolate(at.gyroBiasZ, toRad(0.01))
  const straight = new StraightTrack()
  for (let second = 0; second < 9; second++) straight.onWindow(filter, turning(0), 1)
  straight.onWindow(filter, turning(0.5), 1)
  t.is(filter.means[at.gyroBiasZ], 0)
})
