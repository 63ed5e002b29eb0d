import type { MonotonicMs } from '../../hal/units.ts'
import type { LinkOutlook } from '../domain/link-outage.ts'
import { type TrafficClass, trafficClasses } from '../domain/traffic-class.ts'
import { watchLimits } from './class-limits.ts'
import type { ClassPolicies, ClassPolicy, LinkTerms } from './class-policy.ts'
import { type LinksView, viewOf } from './class-view.ts'
import { chooseLink, type RoutedClass, unrouted } from './link-choice.ts'
import { type JudgedLink, judgeLink, type LinkObservation } from './link-state.ts'
import type { Planned } from './planned.ts'
import { type Ahead, lookAhead } from './way-of-links.ts'

/** What the plan remembers; also what the bus and the console show. */
export interface LinksState {
  links: Readonly<Record<string, JudgedLink>>
  classes: Readonly<Partial<Record<TrafficClass, RoutedClass>>>
}

/** What is known of every link now and ahead, and what each class asks. */
export interface LinksObservation {
  links: readonly LinkObservation[]
  policies: ClassPolicies
  /** What is expected of links; nothing unless given. */
  outlook?: LinkOutlook
  /** Prices and budgets, by link. */
  terms?: Readonly<Record<string, LinkTerms>>
  /** How long a switch takes, from the decision until traffic flows. */
  leadMs?: number
}

/** `prefer` moves a class to a link; `drop` says that no link carries it. */
export type LinkAction =
  | { do: 'prefer'; trafficClass: TrafficClass; link: string }
  | { do: 'drop'; trafficClass: TrafficClass }

/** The state to start from. */
export const linksAtStart: LinksState = { links: {}, classes: {} }

/** A decision comes once a second, and is carried out in less than another. */
const LEAD_MS = 2_000

/**
 * Which link carries which class: a dead one is left at once, one that is about to be out before it is, a better one needs 20 s
 * of proof, and no class returns twice a minute unless the link that carries it dies.
 */
export const planLinks = (
  state: LinksState,
  seen: LinksObservation,
  nowMs: MonotonicMs,
): Planned<LinksState, LinkAction> => {
  const links = judgeAll(state.links, seen.links, nowMs)
  const reasons: string[] = links === state.links ? [] : whatChanged(state.links, links)
  const actions: LinkAction[] = []
  const view = linksView(links, seen, nowMs)
  let { classes } = state
  for (const trafficClass of trafficClasses) {
    const policy = seen.policies[trafficClass]
    if (!policy) continue
    const before = state.classes[trafficClass] ?? unrouted
    const from = withLimits(before, { policy, links: seen.links }, nowMs)
    if (from !== before) classes = { ...classes, [trafficClass]: from }
    const moved = chooseLink(from, viewOf(view, policy, from.limits ?? {}))
    if (!moved) continue
    classes = { ...classes, [trafficClass]: moved.to }
    const { link } = moved.to
    actions.push(link === undefined ? { do: 'drop', trafficClass } : { do: 'prefer', trafficClass, link })
    reasons.push(`${trafficClass}: ${from.link ?? 'nothing'} → ${link ?? 'nothing'}, ${moved.why}`)
  }
  const isSame = links === state.links && classes === state.classes
  return { state: isSame ? state : { links, classes }, actions, reasons }
}

const nothingAhead: LinkOutlook = {}
const noTerms: NonNullable<LinksObservation['terms']> = {}

/** What classes are given their links by, from links as they were judged. */
export const linksView = (
  links: LinksState['links'],
  { outlook = nothingAhead, terms = noTerms, leadMs = LEAD_MS }: LinksObservation,
  nowMs: MonotonicMs,
): LinksView => {
  let known: Ahead | undefined
  const ahead = (): Ahead => {
    known ??= lookAhead(outlook, { links: Object.keys(links), nowMs, leadMs })
    return known
  }
  return { links, terms, outlook, ahead, leadMs, nowMs }
}

const withLimits = (
  before: RoutedClass,
  watched: { policy: ClassPolicy; links: readonly LinkObservation[] },
  nowMs: MonotonicMs,
): RoutedClass => {
  const limits = watchLimits(before.limits, watched, nowMs)
  const isSame = limits === before.limits || (before.limits === undefined && Object.keys(limits).length === 0)
  return isSame ? before : { ...before, limits }
}

const judgeAll = (
  before: LinksState['links'],
  seen: readonly LinkObservation[],
  nowMs: MonotonicMs,
): LinksState['links'] => {
  let links = before
  for (const one of seen) {
    const judged = judgeLink(before[one.name], one, nowMs)
    if (judged === before[one.name]) continue
    links = { ...links, [one.name]: judged }
  }
  return links
}

const whatChanged = (before: LinksState['links'], after: LinksState['links']): string[] =>
  Object.values(after)
    .filter((link) => before[link.name]?.state !== link.state)
    .map((link) => `${link.name} is ${link.state}: ${link.reason}`)
