import type { MonotonicMs } from '../../hal/units.ts'
import type { LinkOutage, LinkOutlook } from '../domain/link-outage.ts'
import { worstBetween } from '../domain/link-outage.ts'
import type { LimitMemories } from './class-limits.ts'
import type { ClassPolicy, LinkTerms } from './class-policy.ts'
import type { JudgedLink } from './link-state.ts'
import { type LinkWorth, linkWorth } from './link-worth.ts'
import { type Ahead, HORIZON_MS, type WayOn, waysOf } from './way-of-links.ts'

/** What is known of all links when classes are given theirs. */
export interface LinksView {
  links: Readonly<Record<string, JudgedLink>>
  terms: Readonly<Record<string, LinkTerms>>
  outlook: LinkOutlook
  /** Worked out when it is asked for: most decisions need no look ahead. */
  ahead(): Ahead
  /** How long a switch takes: outages are left by so much early. */
  leadMs: number
  nowMs: MonotonicMs
}

/** The links of one class as it sees them. */
export interface ClassView extends LinksView {
  policy: ClassPolicy
  /** In the order of the class's list. */
  worths: readonly LinkWorth[]
}

const noTerms: LinkTerms = {}

export const viewOf = (view: LinksView, policy: ClassPolicy, limits: LimitMemories): ClassView => ({
  ...view,
  policy,
  worths: policy.links.map((name) =>
    linkWorth(policy, name, {
      link: view.links[name],
      isBeyond: limits[name]?.isBeyond === true,
      terms: view.terms[name] ?? noTerms,
    }),
  ),
})

/** Whether a link carries the class now. */
export const carries = ({ worths }: ClassView, link: string | undefined): boolean =>
  worths.some((worth) => worth.link === link && worth.points > 0)

const none: readonly LinkOutage[] = []

/** The outage that is expected of a link from now until a switch would be through. */
export const outageNear = ({ outlook, nowMs, leadMs }: LinksView, link: string): LinkOutage | undefined =>
  worstBetween(outlook[link] ?? none, nowMs, nowMs + leadMs)

const isQuiet = ({ outlook, nowMs }: LinksView, link: string): boolean =>
  worstBetween(outlook[link] ?? none, nowMs, nowMs + HORIZON_MS) === undefined

/** The best ways on, the best first: of the pin alone while that carries. */
export const waysOn = (view: ClassView, current: string | undefined): WayOn[] => {
  const { policy, worths } = view
  const pinned = worths.find(({ link, points }) => link === policy.pin && points > 0)
  const open = pinned ? [pinned] : worths.filter(({ points }) => points > 0)
  return waysOf(open, view.ahead(), current).sort((a, b) => b.points - a.points)
}

/** The link to be on; `current` itself, without a look ahead, where nothing can be better. */
export const bestLink = (view: ClassView, current: string | undefined): string | undefined => {
  const { policy, worths } = view
  const now = worths.find(({ link }) => link === current)
  const isBest = now !== undefined && now.points > 0 && worths.every(({ points }) => points <= now.points)
  const isFree = policy.pin === undefined || policy.pin === current || !carries(view, policy.pin)
  if (current !== undefined && isBest && isFree && isQuiet(view, current)) return current
  return waysOn(view, current)[0]?.link
}
