import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { move } from '../domain/geodesy.ts'
import {
  type FixGateState,
  type FixSeen,
  fixGateAtStart,
  type NoFixSeen,
  planNavigation,
  type Weighed,
} from './fix-gate.ts'

const start = { latDeg: 51.1, lonDeg: 71.5, heightM: 350 }
const fix = (second: number, place = start, more: Partial<FixSeen> = {}): FixSeen => ({
  kind: 'fix',
  atMs: monotonicMs(second * 1000),
  mode: '3d',
  ...place,
  speedMps: 20,
  ...more,
})
const noFix = (second: number, reason: 'receiver-says-no' | 'silent'): NoFixSeen => ({
  kind: 'no-fix',
  atMs: monotonicMs(second * 1000),
  reason,
})
const weighed = (what: Partial<Weighed>): Weighed => ({ offM: 0, positionNis: 0, speedNis: 0, ...what })
const run = (seen: readonly (FixSeen | NoFixSeen)[], state: FixGateState = fixGateAtStart) => {
  const done: string[] = []
  const reasons: string[] = []
  for (const one of seen) {
    const planned = planNavigation(state, one, one.atMs)
    state = planned.state
    done.push(...planned.actions.map((action) => action.do))
    reasons.push(...planned.reasons)
  }
  return { state, done, reasons }
}
const seconds = (count: number) => Array.from({ length: count }, (_, n) => n)
const along = (seconds: readonly number[], offsetM = 0) =>
  seconds.map((s) => fix(s, move(move(start, 90, 20 * s), 0, offsetM)))

test('a train at 20 m/s is accepted fix by fix, with one reason at the start', (t) => {
  const { done, reasons } = run(along([0, 0.2, 0.4, 0.6, 1.6, 2.6]))
  t.deepEqual(done, Array(6).fill('accept'))
  t.deepEqual(reasons, ['first fix, 3D'])
})

test('a fix above 100 m/s is refused', (t) => {
  const { done, reasons } = run([fix(0), fix(0.2, start, { speedMps: 101 })])
  t.deepEqual(done, ['accept', 'refuse'])
  t.is(reasons.at(-1), 'fix refused: 101 m/s is above 100 m/s')
})

test('a fix 100 m aside 0.2 s later is refused and changes nothing that the next is held against', (t) => {
  const { done, reasons, state } = run([fix(0), fix(0.2, move(start, 0, 100)), fix(0.4)])
  t.deepEqual(done, ['accept', 'refuse', 'accept'])
  t.deepEqual(reasons, [
    'first fix, 3D',
    'fix refused: it is 0.10 km from where the train can be',
    'fix is back after 0.4 s',
  ])
  t.is(state.refusedTotal, 1)
})

test('a fix that the estimate rules out by place or by speed is refused, though a train could be there', (t) => {
  const near = fix(0.2, move(start, 90, 4), { weighed: weighed({ offM: 25, positionNis: 60 }) })
  t.is(run([fix(0), near]).reasons.at(-1), 'fix refused: it is 0.03 km from where the train can be')
  const fast = fix(0.2, move(start, 90, 4), { speedMps: 80, weighed: weighed({ speedNis: 900 }) })
  t.is(run([fix(0), fast]).reasons.at(-1), 'fix refused: the train does not go 80 m/s that way')
})

test('a fix that cannot be weighed is refused', (t) => {
  const near = move(start, 90, 4)
  for (const what of [{ positionNis: Number.NaN }, { speedNis: Number.NaN }])
    t.deepEqual(run([fix(0), fix(0.2, near, { weighed: weighed(what) })]).done, ['accept', 'refuse'])
})

test('after a gap three fixes that agree with the estimate and each other are needed', (t) => {
  const { done, reasons } = run([fix(0), noFix(1, 'receiver-says-no'), ...along([40, 40.2, 40.4, 40.6])])
  t.deepEqual(done.slice(2), ['refuse', 'refuse', 'accept', 'accept'])
  t.is(reasons.at(-1), 'fix is back after 40.4 s')
})

for (const between of [
  ['an impossible speed', fix(40.1, start, { speedMps: 300 }), fix(40.3, start, { speedMps: 300 })],
  ['no fix of the kind that was told before', noFix(40.1, 'receiver-says-no'), noFix(40.3, 'receiver-says-no')],
] as const) {
  const [what, one, other] = between
  test(`three fixes with ${what} between them are not three in a row`, (t) => {
    const [first, second, third, ...more] = along([40, 40.2, 40.4, 40.6, 40.8]) as [FixSeen, FixSeen, FixSeen]
    const { done } = run([fix(0), noFix(1, 'receiver-says-no'), first, one, second, other, third, ...more])
    t.deepEqual(
      [2, 4, 6, 7, 8].map((at) => done[at]),
      ['refuse', 'refuse', 'refuse', 'refuse', 'accept'],
    )
  })
}

for (const quality of ['estimated', 'manual', 'simulated', 'unsafe'])
  test(`a position that its receiver calls ${quality} is no fix, first or later, and is told so once`, (t) => {
    t.deepEqual(run([fix(0, start, { quality })]).done, ['report-no-fix'])
    const { done, reasons, state } = run([fix(0), ...along([0.2, 0.4]).map((one) => ({ ...one, quality }))])
    t.deepEqual(done, ['accept', 'report-no-fix', 'report-no-fix'])
    t.is(state.last?.atMs, monotonicMs(0))
    t.is(reasons.at(-1), `receiver has no fix: its position is ${quality}, the last one 0.2 s ago`)
    t.is(reasons.length, 2)
  })

for (const quality of ['autonomous', 'differential', 'rtk-fixed', 'rtk-float', 'precise'])
  test(`a position of quality ${quality} is a fix`, (t) => {
    t.deepEqual(run([fix(0, start, { quality })]).done, ['accept'])
  })

test('a receiver that comes back wild for ten seconds is never believed, and its first good fixes are', (t) => {
  const trusted = along(seconds(13))
  const wildWhere = (s: number) => move(move(start, 90, 20 * s), 40, 1_200)
  const wild = Array.from({ length: 50 }, (_, n) => 100 + n / 5).map((s) =>
    fix(s, wildWhere(s), { speedMps: 80, weighed: weighed({ offM: 1_200, positionNis: 500, speedNis: 900 }) }),
  )
  const { done } = run([...trusted, noFix(13, 'receiver-says-no'), ...wild, ...along([110, 110.2, 110.4])])
  t.deepEqual(done.slice(14, 64), Array(50).fill('refuse'))
  t.is(done.at(-1), 'accept')
})

test('after it was trusted for ten seconds, fixes elsewhere must insist for half a minute', (t) => {
  const trusted = along(seconds(13))
  const elsewhere = along(
    Array.from({ length: 31 }, (_, n) => 13 + n),
    5_000,
  ).map((one) => ({ ...one, weighed: weighed({ offM: 5_000, positionNis: 1e5 }) }))
  const { done, reasons } = run([...trusted, ...elsewhere])
  t.is(done.indexOf('accept', 13), 13 + 30)
  t.is(reasons.at(-1), '31 fixes in a row insist on a place 5.00 km from where the train was thought: accepted')
})

test('fixes that claim a speed at which their places do not move never insist', (t) => {
  const liars = Array.from({ length: 300 }, (_, n) =>
    fix(13 + n, move(start, 0, 5_000), { speedMps: 60, weighed: weighed({ offM: 5_000, positionNis: 1e5 }) }),
  )
  t.false(
    run([...along([0, 5, 10, 11, 12]), ...liars])
      .done.slice(5)
      .includes('accept'),
  )
})

test('0,0 in the middle of a ride is refused', (t) => {
  t.deepEqual(run([fix(0), fix(0.2, { latDeg: 0, lonDeg: 0, heightM: 0 })]).done, ['accept', 'refuse'])
})

test('soon after the first fix four that insist are refused, the fifth is accepted with its reason', (t) => {
  const { done, reasons } = run([fix(0), ...along([0.2, 0.4, 0.6, 0.8, 1], 5000)])
  t.deepEqual(done, ['accept', 'refuse', 'refuse', 'refuse', 'refuse', 'accept'])
  t.is(reasons.at(-1), '5 fixes in a row insist on a place 5.00 km from where the train was thought: accepted')
})

test('refused fixes that disagree with each other never insist', (t) => {
  const wild = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => fix(n / 5, move(start, n * 45, 20_000)))
  t.deepEqual(run([fix(0), ...wild]).done.slice(1), Array(8).fill('refuse'))
})

test('no fix is reported as such and told once for each kind', (t) => {
  const { done, reasons } = run([
    fix(0),
    noFix(1, 'receiver-says-no'),
    noFix(2, 'receiver-says-no'),
    noFix(3, 'silent'),
  ])
  t.deepEqual(done.slice(1), ['report-no-fix', 'report-no-fix', 'report-no-fix'])
  t.deepEqual(reasons.slice(1), [
    'receiver has no fix, the last one 1.0 s ago',
    'receiver is silent, the last one 3.0 s ago',
  ])
})

test('a 2D fix keeps the height of the last 3D one', (t) => {
  const { heightM: _, ...flat } = fix(1)
  const planned = planNavigation(run([fix(0)]).state, { ...flat, mode: '2d' }, monotonicMs(1000))
  t.deepEqual(
    planned.actions.map((action) => action.do === 'accept' && action.heightM),
    [350],
  )
})
