import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { pointingLossDb, RAIN, rangeLossDb, SNOW, scanLossDb, weatherLoss } from './carrier-to-noise.ts'

test('half a beamwidth off costs 3 dB', (t) => {
  t.is(pointingLossDb(1.45, 2.9), 3)
})

test('twice the range costs 6 dB', (t) => {
  t.is(rangeLossDb(2400).toFixed(2), '6.02')
})

test('a scan of 60° from the zenith costs 3.9 dB, and the zenith nothing', (t) => {
  t.is(scanLossDb(30).toFixed(2), '3.91')
  t.is(Math.abs(scanLossDb(90)), 0)
})

test('snow grows by 0.05 dB/s to 12 dB and melts when the fault ends', async (t) => {
  const clock = new SimClock()
  let fromMs: number | undefined
  const lossDb = weatherLoss(SNOW, clock, (fault) =>
    fault === 'snow-on-array' && fromMs !== undefined ? clock.nowMs() - fromMs : undefined,
  )
  await clock.runFor(100_000)
  fromMs = clock.nowMs()
  await clock.runFor(60_000)
  t.is(lossDb().toFixed(3), '3.000')
  t.is(lossDb().toFixed(3), '3.000')
  await clock.runFor(600_000)
  t.is(lossDb(), 12)
  fromMs = undefined
  await clock.runFor(20_000)
  t.is(lossDb().toFixed(3), '10.000')
  await clock.runFor(600_000)
  t.is(lossDb(), 0)
})

test('rain on the way to the dish takes all its margin in four minutes', async (t) => {
  const clock = new SimClock()
  const lossDb = weatherLoss(RAIN, clock, (fault) => (fault === 'rain-on-dish' ? clock.nowMs() : undefined))
  await clock.runFor(240_000)
  t.is(lossDb().toFixed(2), '14.40')
})
