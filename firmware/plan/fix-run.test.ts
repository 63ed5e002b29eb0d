import test from 'ava'
import { agrees, agreesFrom, type Claim } from './fix-run.ts'

/** A claim `metres` north of the start. */
const north = (metres: number, atMs: number, speedMps?: number): Claim => ({
  atMs,
  latDeg: 51 + metres / 111_250,
  lonDeg: 71,
  ...(speedMps !== undefined && { speedMps }),
})

test('a train comes as far as its speed lets it, and some', (t) => {
  t.true(agrees(north(0, 0, 30), north(300, 10_000)))
  t.false(agrees(north(0, 0, 30), north(700, 10_000)))
})

test('of a train at rest, noise is no motion and a leap is', (t) => {
  t.true(agrees(north(0, 0, 0), north(25, 200)))
  t.false(agrees(north(0, 0, 0), north(60, 200)))
})

test('without a speed a train may have gone as fast as any', (t) => {
  t.true(agrees(north(0, 0), north(990, 10_000)))
  t.false(agrees(north(0, 0), north(1_100, 10_000)))
})

test('two claims of one time agree when they are one place', (t) => {
  t.true(agrees(north(0, 5_000, 30), north(20, 4_000)))
  t.false(agrees(north(0, 5_000, 30), north(50, 4_000)))
})

const run = { first: north(0, 0, 20), last: north(180, 9_000, 20), count: 10, speedSumMps: 200 }

test('a run has come as far as its speeds say', (t) => {
  t.true(agreesFrom(run, north(200, 10_000, 20)))
})

test('a receiver that stays where it is and claims a speed is no run', (t) => {
  t.false(agreesFrom(run, north(20, 10_000, 20)))
})

test('without a speed nothing speaks against a run', (t) => {
  t.true(agreesFrom(run, north(20, 10_000)))
})
