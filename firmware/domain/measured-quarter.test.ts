import test from 'ava'
import { measureQuarter } from './measured-quarter.ts'

test('loss is the mean of all seconds, latency of those in which something came back', (t) => {
  const seconds = [{ loss: 0, latencyMs: 30 }, { loss: 0.5, latencyMs: 90 }, { loss: 1 }, { loss: 0, latencyMs: 40 }]
  t.deepEqual(measureQuarter(seconds), { seconds: 4, loss: 0.375, outS: 1, latencyMedianMs: 40, latencyP95Ms: 90 })
})

test('of a time in which all was lost there is no latency, and of no time nothing', (t) => {
  t.deepEqual(measureQuarter([{ loss: 1 }]), { seconds: 1, loss: 1, outS: 1 })
  t.is(measureQuarter([]), undefined)
})
