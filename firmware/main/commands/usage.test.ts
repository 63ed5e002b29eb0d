import test from 'ava'
import { usageLines } from './usage.ts'

const geo = {
  sentBytes: 120_000_000,
  receivedBytes: 3_400_000_000,
  usedGb: 3.52,
  budgetGb: 40,
  cost: 31.68,
  classes: { passenger: { sentBytes: 100_000_000, receivedBytes: 3_300_000_000 } },
}

test('each link is a line, and each of its classes one below it; earlier months follow', (t) => {
  const lte = { sentBytes: 0, receivedBytes: 0, usedGb: 0, classes: {} }
  const earlier = [{ month: '2026-04', links: { lte: { ...lte, usedGb: 12, sentBytes: 12_000_000_000 } } }]
  t.deepEqual(usageLines({ month: '2026-05', isTimeTrusted: true, links: { geo, lte }, earlier }), [
    '2026-05 (UTC), in GB of 10⁹ bytes',
    'link  class       sent  received   used    budget   cost',
    'geo   all        0.120     3.400  3.520  40 (9 %)  31.68',
    '      passenger  0.100     3.300  3.400',
    'lte   all        0.000     0.000  0.000         -      -',
    '',
    '2026-04',
    'link  class    sent  received    used  budget  cost',
    'lte   all    12.000     0.000  12.000       -     -',
  ])
})

test('a month that no trusted time told is said to be none', (t) => {
  t.regex(usageLines({ isTimeTrusted: false, links: {}, earlier: [] })[0] ?? '', /no time is trusted yet/)
})
