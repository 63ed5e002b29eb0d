import test from 'ava'
import { monotonicMs, wrap180Deg } from '../../hal/units.ts'
import { attitudeAt, type HeadingObservation, type HeadingState, nextHeading } from './attitude-estimate.ts'

const run = (
  seen: (second: number) => HeadingObservation,
  from: { state?: HeadingState; seconds: readonly number[] },
) =>
  from.seconds.reduce<HeadingState>(
    (state, second) => nextHeading(state, seen(second), monotonicMs(second * 1000)),
    from.state ?? { kind: 'unknown' },
  )
const range = (fromS: number, toS: number, stepS: number): number[] =>
  Array.from({ length: Math.round((toS - fromS) / stepS) + 1 }, (_, index) => fromS + index * stepS)
const at = (state: HeadingState, second: number) => attitudeAt(state, monotonicMs(second * 1000))

test('the heading is unknown before the first movement without a line', (t) => {
  const state = run(() => ({ speedMps: 0.1, courseTrueDeg: 133 }), { seconds: range(0, 5, 0.2) })
  t.is(at(state, 5), undefined)
})

test('at rest the line gives the first heading with its sigma, and movement replaces it', (t) => {
  const resting = run(() => ({ speedMps: 0, route: { bearingDeg: 133, sigmaDeg: 15 } }), { seconds: range(0, 5, 1) })
  t.is(at(resting, 5)?.headingTrueDeg, 133)
  t.is(at(resting, 5)?.headingSigmaDeg, 15)
  const moving = run(() => ({ speedMps: 20, courseTrueDeg: 160 }), { state: resting, seconds: [6] })
  t.is(at(moving, 6)?.headingTrueDeg, 160)
  t.true((at(moving, 6)?.headingSigmaDeg ?? 9) < 0.5)
})

test('an hour at rest changes neither heading nor sigma, whatever the course says', (t) => {
  const moved = run(() => ({ speedMps: 3, courseTrueDeg: 75 }), { seconds: range(0, 5, 0.2) })
  const sigma = at(moved, 5)?.headingSigmaDeg ?? 0
  const rested = run((s) => ({ speedMps: 0.2, courseTrueDeg: (s * 37) % 360 }), {
    state: moved,
    seconds: range(6, 3606, 1),
  })
  t.true(Math.abs(wrap180Deg((at(rested, 3606)?.headingTrueDeg ?? 0) - 75)) < 1e-9)
  t.true((at(rested, 3606)?.headingSigmaDeg ?? 9) < sigma + 0.2)
})

for (const stepS of [0.2, 1]) {
  test(`in and after the transition into a 600 m curve at ${1 / stepS} Hz the heading stays within 0.5°, 100 ms ahead of the last fix too`, (t) => {
    const truth = (s: number) => 350 + (s < 20 ? 0 : s < 25 ? 0.2 * (s - 20) ** 2 : 5 + 2 * (s - 25))
    let state: HeadingState = { kind: 'unknown' }
    for (const s of range(0, 60, stepS)) {
      state = nextHeading(state, { speedMps: 21, courseTrueDeg: truth(s) % 360 }, monotonicMs(s * 1000))
      const later = at(state, s + 0.1)
      t.true(Math.abs(wrap180Deg((later?.headingTrueDeg ?? 0) - truth(s + 0.1))) < 0.5, `${s} s`)
    }
    t.true((at(state, 60)?.tiltSigmaDeg ?? 0) > 2)
  })
}

test('on straight track tilt is doubted by a grade only', (t) => {
  const state = run(() => ({ speedMps: 30, courseTrueDeg: 90 }), { seconds: range(0, 20, 0.2) })
  t.is(at(state, 20)?.tiltSigmaDeg, 0.2)
})

test('sigma grows while no course comes, and not at all when the train stood', (t) => {
  const moving = run(() => ({ speedMps: 30, courseTrueDeg: 90 }), { seconds: range(0, 20, 0.2) })
  t.true((at(moving, 25)?.headingSigmaDeg ?? 0) > 3)
  const standing = run(() => ({ speedMps: 0 }), { state: moving, seconds: range(20.2, 30, 0.2) })
  t.is(at(standing, 300)?.headingSigmaDeg, at(standing, 30)?.headingSigmaDeg)
})

test('one impossible course is left out; five in a row are believed', (t) => {
  const moving = run(() => ({ speedMps: 20, courseTrueDeg: 90 }), { seconds: range(0, 10, 0.2) })
  const once = run(() => ({ speedMps: 20, courseTrueDeg: 200 }), { state: moving, seconds: [10.2] })
  t.true(Math.abs((at(once, 10.2)?.headingTrueDeg ?? 0) - 90) < 0.1)
  const often = run(() => ({ speedMps: 20, courseTrueDeg: 200 }), { state: moving, seconds: range(10.2, 11, 0.2) })
  t.is(at(often, 11)?.headingTrueDeg, 200)
})
