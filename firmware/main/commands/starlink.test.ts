import test from 'ava'
import { dishesText } from './starlink.ts'

test('each terminal has a few lines, and each order one', (t) => {
  const dish = { isAlive: true, hardware: 'rev4', alerts: [], lostSeconds: 0, ahead: [], loss: 0.01, latencyMs: 31.4 }
  const quarter = { seconds: 900, loss: 0.004, outS: 2, latencyMedianMs: 38, latencyP95Ms: 61 }
  const order = { dish: 'roof', by: 'Aigerim', order: 'reboot', isForced: true, utcMs: Date.UTC(2026, 4, 31) } as const
  t.deepEqual(
    dishesText({ dishes: { roof: { ...dish, quarter } }, orders: [{ ...order, outcome: 'taken' }] }).split('\n'),
    [
      'roof: answers, rev4',
      '  service   carries traffic, latency 31 ms, loss 1.0 %',
      '  15 min    900 s, loss 0.4 %, 2 s out, latency 38 ms, 95 % below 61 ms',
      '  sky       not told',
      '  alerts    none',
      'orders:',
      '  2026-05-31T00:00:00 roof: reboot by Aigerim, forced: taken',
      '',
    ],
  )
})

test('a train whose terminal has not answered says so', (t) => {
  t.is(dishesText({ dishes: {}, orders: [] }), 'no Starlink terminal has answered\n')
})
