import test from 'ava'
import { errorState as at } from './error-states.ts'
import { Odometry } from './odometry.ts'
import { newTrainFilter } from './train-filter.ts'

const PULSES_PER_METRE = 1.25

/** A filter that goes 20 m/s and is as sure of it as said, and a wheel that turns at a share of that. */
const riding = ({ sigmaMps = 0.5, filterMps = 20 } = {}) => {
  const filter = newTrainFilter()
  filter.speedMps = filterMps
  filter.covariance.isolate(at.speed, sigmaMps)
  const odometry = new Odometry()
  let turnedM = 0
  let nowMs = 10_000
  let pulseMs = nowMs
  const second = (wheelMps: number, direction: 'forward' | 'backward' | 'unknown' = 'forward') => {
    nowMs += 1_000
    turnedM += wheelMps
    filter.travelledM += filter.speedMps
    const pulses = Math.floor(turnedM * PULSES_PER_METRE)
    if (wheelMps > 0) pulseMs = nowMs - (1000 * (turnedM - pulses / PULSES_PER_METRE)) / wheelMps
    const seen = { atMs: nowMs, pulses, direction, lastPulseMs: pulseMs }
    return odometry.observe(filter, seen, { pulsesPerMetre: PULSES_PER_METRE, filterAtMs: nowMs })
  }
  second(20)
  return { filter, second }
}

test('pulses correct a speed that is doubtful', (t) => {
  const { filter, second } = riding()
  for (let count = 0; count < 10; count++) t.is(second(20.4), 'moved')
  t.true(Math.abs(filter.speedMps - 20.4) < 0.2)
  t.true(filter.covariance.sigma(at.speed) < 0.45)
})

test('where the speed is sure, pulses teach the scale of the wheel', (t) => {
  const { filter, second } = riding({ sigmaMps: 0.01 })
  for (let count = 0; count < 20; count++) {
    second(20.16)
    filter.covariance.isolate(at.speed, 0.01)
    filter.speedMps = 20
  }
  t.true(Math.abs((filter.means[at.odometerScale] ?? 0) - 0.008) < 0.001)
})

test('a wheel that slides is refused, and after three times not believed before it agreed three times', (t) => {
  const { second } = riding({ sigmaMps: 0.05 })
  for (let count = 0; count < 5; count++) second(20)
  t.deepEqual([second(16), second(16), second(16)], ['refused', 'refused', 'refused'])
  t.deepEqual([second(20), second(20), second(20)], ['refused', 'refused', 'moved'])
})

test('backwards pulses mean a negative speed', (t) => {
  const { filter, second } = riding({ filterMps: -20 })
  for (let count = 0; count < 5; count++) t.is(second(20.4, 'backward'), 'moved')
  t.true(filter.speedMps < -20)
})

test('without pulses a train that may stand does, and one that surely rides has a dead sensor', (t) => {
  const slow = riding({ sigmaMps: 1, filterMps: 1 })
  t.deepEqual([slow.second(0), slow.second(0), slow.second(0)], ['nothing', 'nothing', 'still'])
  t.true(Math.abs(slow.filter.speedMps) < 0.6)
  const fast = riding({ sigmaMps: 1 })
  t.deepEqual([fast.second(0), fast.second(0), fast.second(0)], ['nothing', 'nothing', 'refused'])
  t.is(fast.filter.speedMps, 20)
})
