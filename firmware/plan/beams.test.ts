import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { type BeamsObservation, type BeamsState, beamsAtStart, planBeams } from './beams.ts'

/** Follows the first of three satellites with beam 0, served and locked, unless said otherwise. */
const calm: BeamsObservation = {
  serving: 0,
  followedNoradId: 1,
  isOtherOnTarget: false,
  isServed: true,
  isLocked: true,
}
const onFirst: BeamsState = { serving: 0, servedNoradId: 1 }

/** What came of one observation after the other, each at its time. */
const run = (from: BeamsState, ...steps: readonly (Partial<BeamsObservation> & { atMs: number })[]) => {
  let state = from
  const asked: string[] = []
  const reasons: string[] = []
  for (const { atMs, ...seen } of steps) {
    const planned = planBeams(state, { ...calm, ...seen }, monotonicMs(atMs))
    state = planned.state
    asked.push(...planned.actions.map(({ beam }) => `${atMs}: serve ${beam}`))
    reasons.push(...planned.reasons)
  }
  return { state, asked, reasons, looks: [state.servedNoradId, state.other?.noradId] }
}

const soon = { noradId: 2, inMs: 4_000 }
const ahead = { next: soon, isOtherOnTarget: true }

test('the first satellite is the serving beam’s, and no handover', (t) => {
  const { looks, asked, reasons } = run(beamsAtStart, { atMs: 0, isServed: false, isLocked: false })
  t.deepEqual([looks, asked, reasons], [[1, undefined], [], []])
})

test('the other beam goes ahead five seconds before the handover, and not sooner', (t) => {
  const next = { noradId: 2, inMs: 5_100 }
  t.deepEqual(run(onFirst, { atMs: 0, next }).looks, [1, undefined])
  t.deepEqual(run(onFirst, { atMs: 0, next: soon }).looks, [1, 2])
})

test('a beam that is ahead is asked to serve at the handover, until it does', (t) => {
  const { asked, looks } = run(
    onFirst,
    { atMs: 0, next: soon },
    { atMs: 100, ...ahead },
    { atMs: 4_000, followedNoradId: 2, isOtherOnTarget: true },
    { atMs: 4_050, followedNoradId: 2, isOtherOnTarget: true },
    { atMs: 4_100, followedNoradId: 2, serving: 1 },
  )
  t.deepEqual(asked, ['4000: serve 1', '4050: serve 1'])
  t.deepEqual(looks, [2, 1])
})

test('the satellite before is let go when lock was kept for a second, or after five without', (t) => {
  const swapped = [
    { atMs: 0, next: soon },
    { atMs: 100, ...ahead },
    { atMs: 4_000, followedNoradId: 2, isOtherOnTarget: true },
    { atMs: 4_100, followedNoradId: 2, serving: 1 as const },
  ]
  const later = (atMs: number, isLocked: boolean) =>
    run(onFirst, ...swapped, { atMs, followedNoradId: 2, serving: 1, isLocked }).looks
  t.deepEqual(later(5_000, true), [2, 1])
  t.deepEqual(later(5_100, true), [2, undefined])
  t.deepEqual(later(9_000, false), [2, 1])
  t.deepEqual(later(9_100, false), [2, undefined])
})

test('a handover that nobody foresaw is made first too, on target for a second and a half', (t) => {
  const { asked, looks } = run(
    onFirst,
    { atMs: 0, followedNoradId: 3 },
    { atMs: 200, followedNoradId: 3, isOtherOnTarget: true },
    { atMs: 1_650, followedNoradId: 3, isOtherOnTarget: true },
    { atMs: 1_700, followedNoradId: 3, isOtherOnTarget: true },
  )
  t.deepEqual(asked, ['1700: serve 1'])
  t.deepEqual(looks, [1, 3])
})

test('a beam that leaves its target counts its time there anew', (t) => {
  const { asked } = run(
    onFirst,
    { atMs: 0, followedNoradId: 3 },
    { atMs: 200, followedNoradId: 3, isOtherOnTarget: true },
    { atMs: 1_000, followedNoradId: 3, isOtherOnTarget: false },
    { atMs: 1_050, followedNoradId: 3, isOtherOnTarget: true },
    { atMs: 2_500, followedNoradId: 3, isOtherOnTarget: true },
  )
  t.deepEqual(asked, [])
})

test('without lock there is nothing to keep: the serving beam hops', (t) => {
  const { looks, reasons } = run(onFirst, { atMs: 0, followedNoradId: 3, isServed: false, isLocked: false })
  t.deepEqual(looks, [3, undefined])
  t.deepEqual(reasons, ['the beam hops: there is no lock to keep'])
})

test('after four seconds without the other beam on target the serving beam hops', (t) => {
  const owed = { followedNoradId: 3 }
  t.deepEqual(run(onFirst, { atMs: 0, ...owed }, { atMs: 3_950, ...owed }).looks, [1, 3])
  const { looks, reasons } = run(onFirst, { atMs: 0, ...owed }, { atMs: 4_000, ...owed })
  t.deepEqual(looks, [3, undefined])
  t.deepEqual(reasons, ['the beam hops: the other was not ready in 4 s'])
})

test('a plan that changed calls the other beam back', (t) => {
  const { looks, reasons } = run(onFirst, { atMs: 0, next: soon }, { atMs: 1_000 })
  t.deepEqual(looks, [1, undefined])
  t.deepEqual(reasons.at(-1), 'the plan has changed: the other beam lets go')
})

test('a plan with another satellite takes the other beam there', (t) => {
  const { looks } = run(onFirst, { atMs: 0, next: soon }, { atMs: 1_000, next: { noradId: 3, inMs: 3_000 } })
  t.deepEqual(looks, [1, 3])
})

test('an array that lost its power serves with beam 0 again, and goes back to what was followed', (t) => {
  const second: BeamsState = { serving: 1, servedNoradId: 1 }
  t.deepEqual(run(second, { atMs: 0, serving: 0, isServed: false }).looks, [1, undefined])
})

test('a satellite that is back in favour while the other beam still holds it is swapped back to', (t) => {
  const held: BeamsState = {
    serving: 1,
    servedNoradId: 2,
    other: { noradId: 1, isBefore: true, sinceMs: monotonicMs(0) },
  }
  const back = { serving: 1 as const, isOtherOnTarget: true }
  t.deepEqual(run(held, { atMs: 100, ...back }, { atMs: 1_600, ...back }).asked, ['1600: serve 0'])
})

test('without a satellite to follow neither beam has one', (t) => {
  const nobody: BeamsObservation = { serving: 0, isOtherOnTarget: false, isServed: false, isLocked: false }
  const { state } = planBeams(onFirst, nobody, monotonicMs(0))
  t.deepEqual(state, { serving: 0 })
})
