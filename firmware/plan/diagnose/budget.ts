import { carrierOf } from './beyond.ts'
import type { Seen } from './seen.ts'
import { type EndingId, ends, good, notMade, type Step } from './steps.ts'

interface Budget {
  link: string
  usedGb: string
  budgetGb: number
  isUsedUp: boolean
}

/** Of the links that passengers may use. */
const budgetsOf = ({ usage = {}, policy }: Seen): Budget[] =>
  Object.entries(usage).flatMap(([link, { usedGb, budgetGb }]) =>
    budgetGb === undefined || policy?.links.includes(link) !== true
      ? []
      : [{ link, usedGb: usedGb.toFixed(1), budgetGb, isUsedUp: usedGb >= budgetGb }],
  )

/** Budgets of links; `isGuilty` says of which one that is used up explains the complaint. */
const budgetStep = (end: EndingId, isGuilty: (seen: Seen, link: string) => boolean): Step => ({
  id: 'budget',
  needs: ['usage'],
  judge: (seen) => {
    const budgets = budgetsOf(seen)
    if (budgets.length === 0) return notMade
    const text = budgets.map(({ link, usedGb, budgetGb }) => `${link} ${usedGb}/${budgetGb} GB`).join(', ')
    const found = budgets.find(({ link, isUsedUp }) => isUsedUp && isGuilty(seen, link))
    if (!found) return good(text)
    const { isUsedUp: _, ...values } = found
    return ends(text, end, values)
  },
})

/** Passengers get nothing, and would rather have nothing than what their file does not pay for. */
export const budgetUsed = budgetStep('budget-used', (seen) => carrierOf(seen) === undefined)

/** A link whose budget is used up is the last resort: passengers are on a slower one, or on it and its provider holds them back. */
export const budgetOver = budgetStep('budget-over', (seen, link) => {
  const order = seen.policy?.links ?? []
  const at = order.indexOf(carrierOf(seen) ?? '')
  return at >= 0 && order.indexOf(link) <= at
})
