import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { move } from '../domain/geodesy.ts'
import { type ConsistencyState, consistencyAtStart, consistencyOf, nextConsistency } from './consistency.ts'

const start = { latDeg: 51, lonDeg: 71, heightM: 0 }

interface Stretch {
  fromS: number
  toS: number
  /** How fast the receiver walks off sideways, and how far off it is from the start. */
  walkMps?: number
  offM?: number
}

/** A fix a second of a train that goes north at 25 m/s, and a fusion that expects it there. */
const ride = (state: ConsistencyState, { fromS, toS, walkMps = 0, offM = 0 }: Stretch): ConsistencyState => {
  for (let second = fromS; second < toS; second++) {
    const truth = move(start, 0, 25 * second)
    const seen = move(truth, 90, offM + walkMps * (second - fromS))
    const courseTrueDeg = (Math.atan2(walkMps, 25) * 180) / Math.PI
    const atMs = monotonicMs(1_000 * second)
    const fix = { atMs, ...seen, speedMps: Math.hypot(25, walkMps), courseTrueDeg, horizontalSigmaM: 2.5 }
    const before = { atMs: monotonicMs(atMs - 200), ...move(truth, 0, -5), horizontalSigmaM: 2 }
    state = nextConsistency(state, fix, {
      ...before,
      speedMps: 25,
      courseTrueDeg: 0,
      headingTrueDeg: 0,
      forwardMps: 25,
    })
  }
  return state
}
const settled = ride(consistencyAtStart, { fromS: 0, toS: 60 })

test('a receiver that says what inertia says is off by nothing', (t) => {
  const { velocityOffMps, positionOffSigmas } = consistencyOf(settled)
  t.true(velocityOffMps < 0.01)
  t.true(positionOffSigmas < 0.01)
})

test('a walk to the side is off by its speed', (t) => {
  const { velocityOffMps } = consistencyOf(ride(settled, { fromS: 60, toS: 90, walkMps: 2 }))
  t.true(Math.abs(velocityOffMps - 2) < 0.2, `${velocityOffMps}`)
})

test('positions far from where they were expected are many sigmas off, one bad one is not', (t) => {
  t.true(consistencyOf(ride(settled, { fromS: 60, toS: 80, offM: 60 })).positionOffSigmas > 10)
  t.true(consistencyOf(ride(settled, { fromS: 60, toS: 61, offM: 2_000 })).positionOffSigmas < 3)
})

test('what a receiver says on its return from a gap is not held against it for 30 s', (t) => {
  const returned = ride(settled, { fromS: 180, toS: 205, walkMps: 5, offM: 1_200 })
  t.deepEqual(consistencyOf(returned), { velocityOffMps: 0, positionOffSigmas: 0 })
})

test('what was off while it rolled fades at rest', (t) => {
  let state = ride(settled, { fromS: 60, toS: 90, walkMps: 2 })
  for (let second = 90; second < 150; second++) {
    const fix = { atMs: monotonicMs(1_000 * second), latDeg: 51, lonDeg: 71, speedMps: 0 }
    state = nextConsistency(state, fix, { ...fix, horizontalSigmaM: 2, headingTrueDeg: 0, forwardMps: 0 })
  }
  t.true(consistencyOf(state).velocityOffMps < 0.01)
})

test('a coach that runs backwards goes where its tail points', (t) => {
  let state = settled
  for (let second = 60; second < 90; second++) {
    const at = move(start, 0, 25 * second)
    const fix = { atMs: monotonicMs(1_000 * second), ...at, speedMps: 25, courseTrueDeg: 0 }
    const expected = { ...fix, horizontalSigmaM: 2, headingTrueDeg: 180, forwardMps: -25 }
    state = nextConsistency(state, fix, expected)
  }
  t.true(consistencyOf(state).velocityOffMps < 0.01)
})
