import test from 'ava'
import { type VibrationMeter, vibrationMeter } from './vibration.ts'

type Vector = readonly [x: number, y: number, z: number]

/** Feeds samples at 100 Hz. */
const feed = (meter: VibrationMeter, span: { fromMs: number; toMs: number }, at: (ms: number) => Vector): void => {
  for (let ms = span.fromMs; ms < span.toMs; ms += 10) meter.add({ atMs: ms, accelerationG: at(ms) })
}
const near = (value: number, wanted: number, share = 0.03): boolean => Math.abs(value - wanted) <= share * wanted

/** A tone on the vertical axis, beside gravity on a slope. */
const tone =
  (amplitudeG: number, frequencyHz: number) =>
  (ms: number): Vector => [0.01, 0.05, -1 + amplitudeG * Math.sin(2 * Math.PI * frequencyHz * (ms / 1000))]

/** At rest, never twice the same. */
const rest = (ms: number): Vector => [0, 0, -1 + ((ms / 10) % 2) * 1e-4]

test('a tone reads as its rms and its peak, without gravity', (t) => {
  const meter = vibrationMeter()
  feed(meter, { fromMs: 0, toMs: 20_000 }, tone(0.1, 8))
  const { rms1sG, rms5sG, peakG } = meter.read(20_000)
  t.true(near(rms1sG, 0.1 / Math.SQRT2) && near(rms5sG, 0.1 / Math.SQRT2), `${rms1sG} ${rms5sG}`)
  t.true(near(peakG, 0.1), `${peakG}`)
})

test('the start of a ride is no shock', (t) => {
  const meter = vibrationMeter()
  feed(meter, { fromMs: 5000, toMs: 9000 }, rest)
  t.true(meter.summary().peakG < 0.001)
})

test('a slow cant change is no vibration', (t) => {
  const meter = vibrationMeter()
  feed(meter, { fromMs: 0, toMs: 60_000 }, (ms) => [0, 0.05 * Math.sin((2 * Math.PI * ms) / 60_000), -1])
  t.true(meter.read(60_000).rms5sG < 0.012)
})

test('the short window forgets a shock after a second, the long one and the peak after five', (t) => {
  const meter = vibrationMeter()
  feed(meter, { fromMs: 0, toMs: 10_000 }, rest)
  feed(meter, { fromMs: 10_000, toMs: 10_100 }, tone(1, 10))
  feed(meter, { fromMs: 10_100, toMs: 12_000 }, rest)
  const soon = meter.read(12_000)
  t.true(soon.rms1sG < 0.01 && soon.rms5sG > 0.05 && soon.peakG > 0.8)
  feed(meter, { fromMs: 12_000, toMs: 16_000 }, rest)
  const later = meter.read(16_000)
  t.true(later.rms5sG < 0.01 && later.peakG < 0.05)
  t.true(meter.summary().peakG > 0.8)
})

test('zeros are no shock of 1 g', (t) => {
  const meter = vibrationMeter()
  feed(meter, { fromMs: 0, toMs: 5000 }, rest)
  feed(meter, { fromMs: 5000, toMs: 8000 }, () => [0, 0, 0])
  feed(meter, { fromMs: 8000, toMs: 12_000 }, rest)
  t.true(meter.summary().peakG < 0.001)
  t.is(meter.summary().badSamples, 300)
})

test('after a silence the windows are empty', (t) => {
  const meter = vibrationMeter()
  feed(meter, { fromMs: 0, toMs: 1000 }, tone(0.1, 8))
  t.is(meter.read(9000).rms5sG, 0)
})

test('the summary covers the whole ride', (t) => {
  const meter = vibrationMeter()
  feed(meter, { fromMs: 0, toMs: 60_000 }, tone(0.02, 5))
  feed(meter, { fromMs: 60_000, toMs: 120_000 }, tone(0.04, 5))
  const { rmsG, samples } = meter.summary()
  t.true(near(rmsG, Math.sqrt((0.02 ** 2 + 0.04 ** 2) / 4)), `${rmsG}`)
  t.is(samples, 12_000)
})
