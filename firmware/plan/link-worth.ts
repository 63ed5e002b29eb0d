import { isPaid } from './class-budget.ts'
import { type ClassPolicy, isOverBudget, type LinkTerms } from './class-policy.ts'
import type { JudgedLink } from './link-state.ts'

/** One thing that speaks for or against a link, in points: 100 is a link that carries all that is asked, first in the list. */
export interface ScorePart {
  name: 'state' | 'order' | 'limits' | 'price' | 'budget' | 'ahead' | 'switching'
  points: number
  text: string
}

/** What a link is worth to a class at this moment, apart from what lies ahead. */
export interface LinkWorth {
  link: string
  /** A second of it, in points; 0: it carries nothing, or not this class. */
  points: number
  parts: readonly ScorePart[]
  /** Why the class is not given to it, whatever it is worth. */
  barred?: string
}

// Chosen: a link that does badly is worth less than the last of a list that does well; a place in the list is worth an outage of 8 s in 100.
const UP = 100
const DEGRADED = 35
const A_PLACE = 8
const BEYOND_LIMITS = 50
const OVER_BUDGET = 55
/** What carries at all is worth more than nothing. */
const LEAST = 2

const stateOf = (link: JudgedLink | undefined): ScorePart => {
  const points = link?.state === 'up' ? UP : link?.state === 'degraded' ? DEGRADED : 0
  return { name: 'state', points, text: link ? `${link.state}: ${link.reason}` : 'not known' }
}

interface Judged {
  link: JudgedLink | undefined
  isBeyond: boolean
  terms: LinkTerms
}

const minus = (points: number): number => (points === 0 ? 0 : -points)

const priceOf = ({ worthPerGb }: ClassPolicy, { costPerGb = 0 }: LinkTerms): ScorePart[] => {
  if (worthPerGb === undefined || costPerGb === 0) return []
  const points = minus(Math.min(UP, (100 * costPerGb) / worthPerGb))
  return [{ name: 'price', points, text: `${costPerGb} a GB where one is worth ${worthPerGb}` }]
}

const isSpentOn = ({ isSpent = false }: ClassPolicy, terms: LinkTerms): boolean => isSpent && isPaid(terms)

/** Of the link, or of the class on it: one is as good a reason as both. */
const budgetOf = (policy: ClassPolicy, terms: LinkTerms): ScorePart[] => {
  const spent = { name: 'budget', points: -OVER_BUDGET } as const
  if (isOverBudget(terms)) return [{ ...spent, text: `all ${terms.budgetGb} GB are used` }]
  return isSpentOn(policy, terms) ? [{ ...spent, text: `all ${policy.budgetGb} GB of the class are used` }] : []
}

const bars = (policy: ClassPolicy, name: string, { isBeyond, terms }: Judged): string | undefined => {
  if (!policy.fail) return undefined
  if (policy.pin !== undefined && policy.pin !== name)
    return `pinned to ${policy.pin}, and fails rather than go elsewhere`
  if (isBeyond) return 'beyond the limits of the class, which then fails'
  if (isOverBudget(terms)) return 'its budget is used up, and the class then fails'
  if (isSpentOn(policy, terms)) return 'the budget of the class is used up, which then fails'
  if (policy.worthPerGb !== undefined && (terms.costPerGb ?? 0) > policy.worthPerGb)
    return 'costs more than the class is worth, which then fails'
  return undefined
}

/** What one link is worth to a class now, with its parts. */
export const linkWorth = (policy: ClassPolicy, name: string, judged: Judged): LinkWorth => {
  const { link, isBeyond, terms } = judged
  const state = stateOf(link)
  const place = policy.links.indexOf(name)
  const parts: ScorePart[] = [
    state,
    { name: 'order', points: minus(A_PLACE * place), text: `number ${place + 1} of ${policy.links.length}` },
    ...(isBeyond ? [{ name: 'limits', points: -BEYOND_LIMITS, text: 'beyond the limits of the class' } as const] : []),
    ...priceOf(policy, terms),
    ...budgetOf(policy, terms),
  ]
  const barred = bars(policy, name, judged)
  const sum = parts.reduce((total, { points }) => total + points, 0)
  const points = state.points === 0 || barred !== undefined ? 0 : Math.max(LEAST, sum)
  return { link: name, points, parts, ...(barred !== undefined && { barred }) }
}
