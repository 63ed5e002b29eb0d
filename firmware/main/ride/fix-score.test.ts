import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import { move } from '../../domain/geodesy.ts'
import { FixScore } from './fix-score.ts'

const start = { latDeg: 51.112, lonDeg: 71.533, heightM: 0 }
const SPEED_MPS = 30

/** A train that goes south: where it is, once a second, and what a receiver says of it, off to the east by `errorM`. */
const truthAt = (atMs: number) => ({ ...move(start, 180, (SPEED_MPS * atMs) / 1000), atMs: monotonicMs(atMs) })
const fixAt = (atMs: number, errorM = 0) => {
  const { latDeg, lonDeg } = move(truthAt(atMs), 90, errorM)
  return { kind: 'fix', atMs, mode: '3d', latDeg, lonDeg } as const
}

const scored = (run: (score: FixScore) => void, endMs: number) => {
  const score = new FixScore(monotonicMs(0))
  run(score)
  return score.summary(monotonicMs(endMs))
}

/** Five fixes a second from `fromMs` on, with the truths between them. */
const ride = (score: FixScore, fromMs: number, toMs: number, errorM = 0): void => {
  for (let atMs = fromMs; atMs < toMs; atMs += 200) {
    if (atMs % 1000 === 0) score.onTruth(truthAt(atMs))
    score.onFix(fixAt(atMs, errorM))
  }
}

test('fixes within 100 m of the truth are true, also between two truths of a moving train', (t) => {
  const summary = scored((score) => ride(score, 0, 10_000, 20), 10_000)
  t.deepEqual(summary, { fixes: 50, falseFixes: 0, outageS: 0 })
})

test('a fix more than 100 m off the truth is false', (t) => {
  const { falseFixes } = scored((score) => {
    ride(score, 0, 5_000)
    score.onFix(fixAt(5_100, 150))
    ride(score, 6_000, 8_000)
  }, 8_000)
  t.is(falseFixes, 1)
})

test('a time without fixes is an outage when it is longer than 2.5 s, and reports of no fix do not end it', (t) => {
  const { outageS } = scored((score) => {
    ride(score, 0, 5_000)
    score.onFix({ kind: 'no-fix', atMs: 8_000, reason: 'silent' })
    ride(score, 14_800, 20_000)
    ride(score, 22_000, 25_000)
  }, 25_000)
  t.is(outageS, 10)
})

test('a ride without a single fix is one outage', (t) => {
  t.deepEqual(
    scored(() => undefined, 60_000),
    { fixes: 0, falseFixes: 0, outageS: 60 },
  )
})
