import type { Planned } from './planned.ts'

/** A link with a budget. */
export interface BudgetedLink {
  name: string
  usedGb: number
  budgetGb: number
}

/** Up to which step people have been told, by link, in one month. */
export interface BudgetWatch {
  month?: string | undefined
  toldPercent: Readonly<Record<string, number>>
}

export interface BudgetAction {
  do: 'warn'
  link: string
  text: string
}

export const budgetWatchAtStart: BudgetWatch = { toldPercent: {} }

/** The highest first. */
const STEPS_PERCENT = [100, 80] as const

const stepOf = ({ usedGb, budgetGb }: BudgetedLink): number =>
  STEPS_PERCENT.find((step) => usedGb >= (budgetGb * step) / 100) ?? 0

const warningOf = ({ name, usedGb, budgetGb }: BudgetedLink, step: number): BudgetAction => {
  const left = step === 100 ? ': it is spent' : ''
  return {
    do: 'warn',
    link: name,
    text: `${step} % of its ${budgetGb} GB a month are used, ${usedGb.toFixed(3)} GB${left}`,
  }
}

/** Warns of each link once a month at 80 % of its budget and once at 100 %; a budget that was raised may be warned of again. */
export const planBudgets = (
  state: BudgetWatch,
  { month, links }: { month: string | undefined; links: readonly BudgetedLink[] },
): Planned<BudgetWatch, BudgetAction> => {
  const before = state.month === month ? state.toldPercent : {}
  const steps = links.map((link) => [link, stepOf(link)] as const)
  const actions = steps.flatMap(([link, step]) => (step > (before[link.name] ?? 0) ? [warningOf(link, step)] : []))
  const toldPercent = Object.fromEntries(steps.flatMap(([{ name }, step]) => (step > 0 ? [[name, step]] : [])))
  const isSame =
    state.month === month && actions.length === 0 && JSON.stringify(toldPercent) === JSON.stringify(state.toldPercent)
  return { state: isSame ? state : { month, toldPercent }, actions, reasons: [] }
}
