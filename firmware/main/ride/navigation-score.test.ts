import test from 'ava'
import { monotonicMs, utcMs } from '../../../hal/units.ts'
import type { TwinReport } from '../../../hardware/twin/report.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { move } from '../../domain/geodesy.ts'
import { NavigationScore } from './navigation-score.ts'

const SPEED_MPS = 25
const start = { latDeg: 50, lonDeg: 70, heightM: 300 }

interface Second {
  kind?: 'open' | 'tunnel'
  hasFix?: boolean
  errorM?: number
  boundM?: number
  headingErrorDeg?: number
  isReversible?: boolean
  headingSource?: 'course' | 'stored'
  speedMps?: number
}

/** A train that goes north; each second of it as navigation saw it, a message 100 ms before the truth. */
const scored = (seconds: readonly Second[]) => {
  const score = new NavigationScore()
  seconds.forEach((second, index) => {
    const { kind = 'open', hasFix = true, speedMps = SPEED_MPS } = second
    const atMs = monotonicMs(1_000 * (index + 1))
    const chainageM = SPEED_MPS * index
    const train = { ...move(start, 0, chainageM), chainageM, speedMps, headingTrueDeg: 359.9, courseTrueDeg: 0 }
    if (hasFix) score.onFix({ kind: 'fix', atMs: atMs - 100, mode: '3d', ...start })
    score.onNavigation(messageOf(second, atMs - 100, chainageM - SPEED_MPS / 10))
    score.onTruth({
      atMs,
      utcMs: utcMs(0),
      train: { ...train, pitchDeg: 0.5, rollDeg: -1 },
      surroundings: { kind },
      terminals: {},
      activeFaults: [],
    } satisfies TwinReport)
  })
  return score.summary()
}

const messageOf = (second: Second, atMs: number, chainageM: number): TopicMessage<'navigation'> => {
  const { errorM = 0, boundM = 5, headingErrorDeg = 0, isReversible, headingSource } = second
  return {
    atMs,
    mode: 'fixed',
    position: move(move(start, 0, chainageM), 90, errorM),
    horizontal95M: boundM,
    speedMps: SPEED_MPS,
    courseTrueDeg: 0,
    attitude: {
      headingTrueDeg: (359.9 + headingErrorDeg) % 360,
      turnRateDegPerS: 0,
      pitchDeg: 0.5,
      rollDeg: -0.5,
      headingSigmaDeg: 0.1,
      tiltSigmaDeg: 0.3,
      ...(isReversible && { isReversible }),
      ...(headingSource && { headingSource }),
    },
  }
}
const times = (count: number, second: Second): Second[] => Array(count).fill(second)

test('under an open sky the error counts at the time of the truth, and so does what the bound holds', (t) => {
  const { openS, openP95M, openBoundsPct } = scored([...times(90, { errorM: 2 }), ...times(10, { errorM: 8 })])
  t.is(openS, 100)
  t.true(Math.abs(openP95M - 8) < 0.05)
  t.is(openBoundsPct, 90)
})

test('a tunnel lasts from the last fix before it until one is back, in percent of the way since', (t) => {
  const inside = Array.from(
    { length: 95 },
    (_, n) => ({ kind: 'tunnel', hasFix: false, errorM: 0.25 * n, boundM: 50 }) as const,
  )
  const outside = times(5, { hasFix: false, errorM: 25, boundM: 50 })
  const seen = scored([...times(10, {}), ...inside, ...outside, ...times(10, {})])
  t.is(seen.tunnels, 1)
  t.is(seen.openS, 20)
  t.true(Math.abs(seen.tunnelAt90sP95Pct - 1) < 0.03)
  t.is(seen.exitBoundsPct, 100)
})

test('at the exit the last second before the fix counts', (t) => {
  const seconds = [
    ...times(30, { kind: 'tunnel', hasFix: false }),
    { kind: 'tunnel', hasFix: false, errorM: 60 },
  ] as const
  t.is(scored([...times(5, {}), ...seconds, ...times(5, {})]).exitBoundsPct, 0)
})

test('a silence under an open sky is neither open nor a tunnel', (t) => {
  const seen = scored([...times(5, {}), ...times(30, { hasFix: false, errorM: 500 }), ...times(5, {})])
  t.like(seen, { openS: 12, tunnels: 0, tunnelP95Pct: 0 })
})

test('attitude is held against the body, through north, and not while it says that it may be reversed', (t) => {
  const wrong = times(10, { headingErrorDeg: 180, isReversible: true })
  const seen = scored([
    ...wrong,
    ...times(10, { headingErrorDeg: 0.4 }),
    ...times(5, { headingErrorDeg: -1, speedMps: 0 }),
  ])
  t.like(seen, { headingRmsDeg: 0.4, headingAtRestRmsDeg: 1, rollRmsDeg: 0.5, pitchRmsDeg: 0 })
})

test('the heading counts once more from ten minutes of rest on, and while it is a stored one', (t) => {
  const seen = scored([
    ...times(3, { isReversible: true }),
    ...times(600, { speedMps: 0 }),
    ...times(100, { speedMps: 0, headingErrorDeg: 0.5 }),
    ...times(10, { headingErrorDeg: 0.25, headingSource: 'stored' }),
  ])
  t.like(seen, { headingAfterRestRmsDeg: 0.5, headingStoredRmsDeg: 0.25, reversibleS: 3 })
})

test('without a sample every figure is 0', (t) => {
  t.true(Object.values(new NavigationScore().summary()).every((figure) => figure === 0))
})
