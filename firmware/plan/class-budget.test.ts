import test from 'ava'
import { withSpent } from './class-budget.ts'

const policies = { passenger: { links: ['geo', 'lte', 'oneweb'], budgetGb: 10 }, cctv: { links: ['lte'] } }

test('a class has spent its budget by what it used of all links that cost something', (t) => {
  const used = (geo: number, lte: number, oneweb: number) => ({
    geo: { costPerGb: 9, usedGbBy: { passenger: geo, cctv: 100 } },
    lte: { budgetGb: 20, usedGbBy: { passenger: lte } },
    oneweb: { usedGbBy: { passenger: oneweb } },
  })
  t.is(withSpent(policies, used(4, 5.9, 500)), policies)
  t.like(withSpent(policies, used(4, 6, 0)), { passenger: { isSpent: true }, cctv: { links: ['lte'] } })
  t.is(withSpent(policies, {}), policies)
})
