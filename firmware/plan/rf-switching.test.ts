import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import {
  isPathThere,
  isUnreachable,
  needsQuiet,
  planRfSwitching,
  type RfSwitchingObservation,
  rfSwitchingAtStart,
} from './rf-switching.ts'

const at = monotonicMs
const atOne = { position: 1, isProven: true, isMoving: false, isStuck: false } as const
const moving = { isProven: false, isMoving: true, isStuck: false }
const wantsTwo: RfSwitchingObservation = { wanted: 2, report: atOne, quietForMs: 500, quietAfterMs: 100 }

test('the switch is thrown in quiet only', (t) => {
  const { actions, state } = planRfSwitching(rfSwitchingAtStart, { ...wantsTwo, quietForMs: 99 }, at(0))
  t.deepEqual(actions, [])
  t.deepEqual(planRfSwitching(state, { ...wantsTwo, quietForMs: 100 }, at(10)).actions, [{ do: 'throw', to: 2 }])
})

test('one that is on its way is left alone, and one that is there too', (t) => {
  t.deepEqual(planRfSwitching(rfSwitchingAtStart, { ...wantsTwo, report: moving }, at(0)).actions, [])
  t.deepEqual(planRfSwitching(rfSwitchingAtStart, { ...wantsTwo, wanted: 1 }, at(0)).actions, [])
})

test('nothing is thrown before anybody wants a branch', (t) => {
  const { wanted: _, ...nobody } = wantsTwo
  t.deepEqual(planRfSwitching(rfSwitchingAtStart, nobody, at(0)).actions, [])
  t.false(isPathThere(nobody))
})

test('the path is there only at the wanted branch, at rest', (t) => {
  t.true(isPathThere({ wanted: 1, report: atOne }))
  t.false(isPathThere({ wanted: 2, report: atOne }))
  t.false(isPathThere({ wanted: 1, report: moving }))
  t.false(isPathThere({ wanted: 1, report: { ...moving, isMoving: false } }))
})

test('quiet is needed until the switch is where it is wanted, and no longer for what it does not get to', (t) => {
  const quiet = (seen: RfSwitchingObservation, state = rfSwitchingAtStart) => needsQuiet(state, seen, at(300))
  const stuck = { ...wantsTwo, report: { ...atOne, isStuck: true } }
  const { state } = planRfSwitching(planRfSwitching(rfSwitchingAtStart, wantsTwo, at(0)).state, stuck, at(300))
  t.true(quiet(wantsTwo))
  t.true(quiet({ ...wantsTwo, report: moving }))
  t.false(quiet({ ...wantsTwo, wanted: 1 }))
  t.false(quiet(stuck, state))
  t.true(quiet({ ...stuck, report: moving }, state), 'its coil may still move it')
})

test('where it did not get it is not thrown again for five minutes', (t) => {
  const thrown = planRfSwitching(rfSwitchingAtStart, wantsTwo, at(0)).state
  const stuck = { ...wantsTwo, report: { ...atOne, isStuck: true } }
  const given = planRfSwitching(thrown, stuck, at(300))
  t.deepEqual(given.reasons, ['the switch is stuck: it did not get to 2, it is at 1'])
  t.deepEqual([isUnreachable(given.state, 1, at(300)), isUnreachable(given.state, 2, at(300))], [false, true])
  t.deepEqual(planRfSwitching(given.state, stuck, at(299_000)).actions, [])
  t.false(isUnreachable(given.state, 2, at(300_300)))
  t.deepEqual(planRfSwitching(given.state, stuck, at(300_300)).actions, [{ do: 'throw', to: 2 }])
})

test('the other branch may be tried at once', (t) => {
  const thrown = planRfSwitching(rfSwitchingAtStart, wantsTwo, at(0)).state
  const lost = { isProven: false, isMoving: false, isStuck: true }
  const given = planRfSwitching(thrown, { ...wantsTwo, report: lost }, at(300))
  t.deepEqual(planRfSwitching(given.state, { ...wantsTwo, wanted: 1, report: lost }, at(310)).actions, [
    { do: 'throw', to: 1 },
  ])
})

test('a switch that gets to neither branch is given up for both, and not thrown to and fro', (t) => {
  const lost = { ...wantsTwo, report: { isProven: false, isMoving: false, isStuck: true } }
  let state = planRfSwitching(rfSwitchingAtStart, wantsTwo, at(0)).state
  for (const [ms, wanted] of [
    [300, 2],
    [310, 1],
    [600, 1],
  ] as const)
    state = planRfSwitching(state, { ...lost, wanted }, at(ms)).state
  t.deepEqual([isUnreachable(state, 1, at(600)), isUnreachable(state, 2, at(600))], [true, true])
  for (const wanted of [1, 2] as const)
    t.deepEqual(planRfSwitching(state, { ...lost, wanted }, at(300_000)).actions, [])
  t.deepEqual(planRfSwitching(state, lost, at(300_300)).actions, [{ do: 'throw', to: 2 }])
})

test('given up blind it may be thrown as soon as its tell-tales prove where it is, once until it got there', (t) => {
  const lost = { ...wantsTwo, report: { isProven: false, isMoving: false, isStuck: true } }
  const back = { ...wantsTwo, report: { ...atOne, isStuck: true } }
  const given = planRfSwitching(planRfSwitching(rfSwitchingAtStart, wantsTwo, at(0)).state, lost, at(300)).state
  t.true(isUnreachable(given, 2, at(30_000)))
  const forgiven = planRfSwitching(given, back, at(30_000))
  t.deepEqual(forgiven.reasons, ['its tell-tales are back: the switch is at 1'])
  t.false(isUnreachable(forgiven.state, 2, at(30_000)))
  const again = planRfSwitching(forgiven.state, back, at(30_010))
  t.deepEqual(again.actions, [{ do: 'throw', to: 2 }])
  const failed = planRfSwitching(planRfSwitching(again.state, lost, at(30_300)).state, back, at(60_000))
  t.true(isUnreachable(failed.state, 2, at(60_000)), 'a relay that sticks half way is not worn further')
})

test('a branch at which it stands after all may be chosen again', (t) => {
  const thrown = planRfSwitching(rfSwitchingAtStart, wantsTwo, at(0)).state
  const lost = { ...wantsTwo, report: { isProven: false, isMoving: false, isStuck: true } }
  const given = planRfSwitching(thrown, lost, at(300)).state
  const { state } = planRfSwitching(given, { ...lost, wanted: 1, report: { ...lost.report, position: 2 } }, at(400))
  t.false(isUnreachable(state, 2, at(400)))
})
