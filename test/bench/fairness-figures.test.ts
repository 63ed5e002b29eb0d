import test from 'ava'
import { fairnessFigures, type Round, type Shared, unshapedLines } from './fairness-figures.ts'
import { figure } from './figure.ts'

const both = (shared: Shared) => ({ up: shared, down: shared })

const round: Round = {
  idleMs: 3,
  unshaped: both({ shares: [0.19, 0.72, 0.9], roundTripP95Ms: 517 }),
  shaped: both({ shares: [0.72, 0.96, 0.98], roundTripP95Ms: 12 }),
  followed: both({ shares: [0.99, 1, 1], roundTripP95Ms: 63 }),
}

test('each share stands beside 80 % of a fair one, and what operations wait longer beside 30 ms, each way', (t) => {
  const figures = fairnessFigures([round]).map(figure)
  t.is(figures.length, 12)
  const up = figures.filter(({ name }) => name.includes('-up-'))
  t.deepEqual(
    up.map(({ name, value, peer, peerValue, ratio }) => [name, value, peer, peerValue, ratio]),
    [
      ['fairness-shaped-up-median', 96, 'limit', 80, 1.2],
      ['fairness-shaped-up-least', 72, 'limit', 80, 0.9],
      ['fairness-shaped-up-operations-p95', 9, 'limit', 30, 3.333],
      ['fairness-followed-up-median', 100, 'limit', 80, 1.25],
      ['fairness-followed-up-least', 99, 'limit', 80, 1.238],
      ['fairness-followed-up-operations-p95', 60, 'limit', 30, 0.5],
    ],
  )
})

test('what it was like without shaping is told beside the table', (t) => {
  t.deepEqual(unshapedLines([round]), [
    'unshaped up: median 72 %, least 19 % of a fair share; operations p95 514.0 ms more than idle',
    'unshaped down: median 72 %, least 19 % of a fair share; operations p95 514.0 ms more than idle',
  ])
})
