import test from 'ava'
import { type BudgetWatch, budgetWatchAtStart, planBudgets } from './budget-watch.ts'

const at = (state: BudgetWatch, usedGb: number, { month = '2026-05', budgetGb = 10 } = {}) =>
  planBudgets(state, { month, links: [{ name: 'geo', usedGb, budgetGb }] })

test('people are told at 80 % and at 100 % of a budget, once each', (t) => {
  const seen: string[] = []
  let state = budgetWatchAtStart
  for (const usedGb of [0, 7.9, 8, 8.5, 9.99, 10, 11]) {
    const planned = at(state, usedGb)
    state = planned.state
    seen.push(...planned.actions.map(({ text }) => text))
  }
  t.deepEqual(seen, [
    '80 % of its 10 GB a month are used, 8.000 GB',
    '100 % of its 10 GB a month are used, 10.000 GB: it is spent',
  ])
})

test('one that is far over is told of once, at its last step', (t) => {
  t.is(at(budgetWatchAtStart, 25).actions.length, 1)
})

test('another month begins anew', (t) => {
  const { state } = at(budgetWatchAtStart, 9)
  t.is(at(state, 0.1, { month: '2026-06' }).actions.length, 0)
  t.is(at(at(state, 0.1, { month: '2026-06' }).state, 8, { month: '2026-06' }).actions.length, 1)
})

test('of a budget that was raised people are told again', (t) => {
  const { state } = at(budgetWatchAtStart, 10)
  const raised = at(state, 10, { budgetGb: 20 })
  t.is(raised.actions.length, 0)
  t.is(at(raised.state, 16, { budgetGb: 20 }).actions.length, 1)
})

test('nothing new leaves the state as it is', (t) => {
  const { state } = at(budgetWatchAtStart, 9)
  t.is(at(state, 9.1).state, state)
})
