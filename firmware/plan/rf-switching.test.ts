import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import {
  isPathThere,
  planRfSwitching,
  type RfSwitchingObservation,
  rfSwitchingAtStart,
  unreachableBranch,
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

test('where it did not get it is not thrown again for five minutes', (t) => {
  const thrown = planRfSwitching(rfSwitchingAtStart, wantsTwo, at(0)).state
  const stuck = { ...wantsTwo, report: { ...atOne, isStuck: true } }
  const given = planRfSwitching(thrown, stuck, at(300))
  t.deepEqual(given.reasons, ['the switch is stuck: it did not get to 2, it is at 1'])
  t.is(unreachableBranch(given.state, at(300)), 2)
  t.deepEqual(planRfSwitching(given.state, stuck, at(299_000)).actions, [])
  t.is(unreachableBranch(given.state, at(300_300)), undefined)
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
