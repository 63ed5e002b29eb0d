import test from 'ava'
import { ReceiverSigma } from './receiver-sigma.ts'

test('a receiver is never believed to be better than 0.1 m an axis and 0.02 m/s, though it states 0', (t) => {
  const stated = { horizontalSigmaM: 0, verticalSigmaM: 0, speedSigmaMps: 0 }
  const { northM, eastM, upM, speedMps } = new ReceiverSigma().of({ atMs: 0, ...stated })
  t.deepEqual([northM, eastM, upM, speedMps], [0.1, 0.1, 0.1, 0.02])
})

test('what it states above that stands, north and east being one axis each', (t) => {
  const stated = { horizontalSigmaM: Math.SQRT2, verticalSigmaM: 3, speedSigmaMps: 0.4 }
  const { northM, upM, speedMps } = new ReceiverSigma().of({ atMs: 0, ...stated })
  t.true(Math.abs(northM - 1) < 1e-9)
  t.deepEqual([upM, speedMps], [3, 0.4])
})

test('a sigma that is no number is not stated', (t) => {
  const sigma = new ReceiverSigma()
  const none = { horizontalSigmaM: Number.NaN, verticalSigmaM: Number.NaN, speedSigmaMps: Number.NaN }
  t.deepEqual(sigma.of({ atMs: 0, ...none }), new ReceiverSigma().of({ atMs: 0 }))
  t.is(sigma.usualM(), new ReceiverSigma().usualM())
})
