import type { TrafficClass } from '../domain/traffic-class.ts'

/** What one class of traffic asks of its links. */
export interface ClassPolicy {
  /** The links that may carry it, the best first. */
  links: readonly string[]
  /** It is carried by this one for as long as that carries. */
  pin?: string | undefined
  /** It is rather carried by none than by another than its pin, over its limits, on a spent budget, or for more than it is worth. */
  fail?: boolean | undefined
  /** What a gigabyte of it is worth, in the currency of the links' prices. */
  worthPerGb?: number | undefined
  /** Of the class, on links that cost something, in a calendar month. */
  budgetGb?: number | undefined
  /** It is used up. */
  isSpent?: boolean | undefined
  latencyLimitMs?: number | undefined
  /** 0 to 1. */
  lossLimit?: number | undefined
  /** A link that is seen to carry less is beyond its limits. */
  rateFloorKbps?: number | undefined
  /** It is sent on two links, of which the one that is chosen is one, where those of the double tunnel carry it. */
  double?: boolean | undefined
}

/** By class; one without a policy is carried by no link. */
export type ClassPolicies = Readonly<Partial<Record<TrafficClass, ClassPolicy>>>

/** What a link costs, and what has been used of its budget. */
export interface LinkTerms {
  costPerGb?: number | undefined
  budgetGb?: number | undefined
  usedGb?: number | undefined
  /** The same by class. */
  usedGbBy?: Readonly<Partial<Record<TrafficClass, number>>> | undefined
}

export const isOverBudget = ({ budgetGb, usedGb = 0 }: LinkTerms): boolean =>
  budgetGb !== undefined && usedGb >= budgetGb
