import type { CommandReply } from '../../bus/commands.ts'
import {
  type DataUsage,
  gigabytesOf,
  type MovedBytes,
  presentUsage,
  type UsageByLink,
  WHOLE,
} from '../../domain/data-usage.ts'
import type { LinkTerms } from '../../plan/class-policy.ts'

type Terms = Readonly<Record<string, LinkTerms>>
type Shown = CommandReply<'usage.show'>

const nothing: MovedBytes = { sentBytes: 0, receivedBytes: 0 }

const linkMessage = (usage: UsageByLink, link: string, { budgetGb, costPerGb }: LinkTerms): Shown['links'][string] => {
  const { [WHOLE]: whole = nothing, ...classes } = usage[link] ?? {}
  const usedGb = gigabytesOf(usage, link)
  return {
    ...whole,
    usedGb,
    ...(budgetGb !== undefined && { budgetGb }),
    ...(costPerGb !== undefined && { cost: usedGb * costPerGb }),
    classes,
  }
}

const linksMessage = (usage: UsageByLink, terms: Terms, names: readonly string[]): Shown['links'] =>
  Object.fromEntries(names.map((name) => [name, linkMessage(usage, name, terms[name] ?? {})]))

/** What links carried, by month, as the command tells it. Links that the train no longer has are told of their months. */
export const usageMessage = (
  usage: DataUsage,
  { terms, isTimeTrusted }: { terms: Terms; isTimeTrusted: boolean },
): Shown => {
  const present = presentUsage(usage)
  const earlier = Object.entries(usage.months).filter(([month]) => month !== usage.month)
  return {
    ...(usage.month !== undefined && { month: usage.month }),
    isTimeTrusted,
    links: linksMessage(present, terms, [...new Set([...Object.keys(terms), ...Object.keys(present)])]),
    earlier: earlier.map(([month, used]) => ({ month, links: linksMessage(used, terms, Object.keys(used)) })),
  }
}
