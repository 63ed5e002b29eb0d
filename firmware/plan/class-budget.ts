import { trafficClasses } from '../domain/traffic-class.ts'
import type { ClassPolicies, LinkTerms } from './class-policy.ts'

/** A link whose volume costs something: budgets of classes are of these. */
export const isPaid = ({ costPerGb = 0, budgetGb }: LinkTerms): boolean => costPerGb > 0 || budgetGb !== undefined

/** What classes ask, and of which the budget is used up; the same object while none is. */
export const withSpent = (policies: ClassPolicies, terms: Readonly<Record<string, LinkTerms>>): ClassPolicies => {
  const paid = Object.values(terms).filter(isPaid)
  const spent = trafficClasses.flatMap((name) => {
    const policy = policies[name]
    if (policy?.budgetGb === undefined) return []
    const usedGb = paid.reduce((sum, { usedGbBy = {} }) => sum + (usedGbBy[name] ?? 0), 0)
    return usedGb < policy.budgetGb ? [] : [[name, { ...policy, isSpent: true }] as const]
  })
  return spent.length === 0 ? policies : { ...policies, ...Object.fromEntries(spent) }
}
