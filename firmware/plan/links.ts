import type { MonotonicMs } from '../../hal/units.ts'
import { type TrafficClass, trafficClasses } from '../domain/traffic-class.ts'
import { type JudgedLink, judgeLink, type LinkObservation } from './link-state.ts'
import type { Planned } from './planned.ts'

/** Which links may carry a class, the best first; a class without a list is carried by none. */
export type LinkPreferences = Readonly<Partial<Record<TrafficClass, readonly string[]>>>

/** What carries one class, and when it left other links. */
export interface RoutedClass {
  link?: string
  /** The links it left, each with the last time. */
  left: Readonly<Record<string, MonotonicMs>>
  /** When it last returned, by choice, to a link that it had left. */
  returnedAtMs?: MonotonicMs
}

/** What the plan remembers; also what the bus and the console show. */
export interface LinksState {
  links: Readonly<Record<string, JudgedLink>>
  classes: Readonly<Partial<Record<TrafficClass, RoutedClass>>>
}

/** What is known of every link now, and the configured preferences. */
export interface LinksObservation {
  links: readonly LinkObservation[]
  preferences: LinkPreferences
}

/** `prefer` moves a class to a link; `drop` says that no link carries it. */
export type LinkAction =
  | { do: 'prefer'; trafficClass: TrafficClass; link: string }
  | { do: 'drop'; trafficClass: TrafficClass }

/** The state to start from. */
export const linksAtStart: LinksState = { links: {}, classes: {} }

/** A better link must have been up this long before a class goes (back) to it. */
const PROOF_MS = 20_000
const RETURN_EVERY_MS = 60_000

/**
 * Which link carries which class: a dead one is left at once, a better one needs 20 s of proof, no class returns twice a minute
 * unless the link that carries it dies.
 */
export const planLinks = (
  state: LinksState,
  seen: LinksObservation,
  nowMs: MonotonicMs,
): Planned<LinksState, LinkAction> => {
  const links = judgeAll(state.links, seen.links, nowMs)
  const reasons: string[] = links === state.links ? [] : whatChanged(state.links, links)
  const actions: LinkAction[] = []
  let { classes } = state
  for (const trafficClass of trafficClasses) {
    const order = seen.preferences[trafficClass]
    if (!order) continue
    const from = state.classes[trafficClass] ?? unrouted
    const moved = route(from, { order, links, nowMs })
    if (!moved) continue
    classes = { ...classes, [trafficClass]: moved.to }
    const { link } = moved.to
    actions.push(link === undefined ? { do: 'drop', trafficClass } : { do: 'prefer', trafficClass, link })
    reasons.push(`${trafficClass}: ${from.link ?? 'nothing'} → ${link ?? 'nothing'}, ${moved.why}`)
  }
  const isSame = links === state.links && classes === state.classes
  return { state: isSame ? state : { links, classes }, actions, reasons }
}

const unrouted: RoutedClass = { left: {} }

type Links = LinksState['links']

const judgeAll = (before: Links, seen: readonly LinkObservation[], nowMs: MonotonicMs): Links => {
  let links = before
  for (const one of seen) {
    const judged = judgeLink(before[one.name], one, nowMs)
    if (judged === before[one.name]) continue
    links = { ...links, [one.name]: judged }
  }
  return links
}

const whatChanged = (before: Links, after: Links): string[] =>
  Object.values(after)
    .filter((link) => before[link.name]?.state !== link.state)
    .map((link) => `${link.name} is ${link.state}: ${link.reason}`)

interface Choice {
  order: readonly string[]
  links: Links
  nowMs: MonotonicMs
}

interface Move {
  to: RoutedClass
  why: string
}

const carries = (link: JudgedLink | undefined): boolean => link?.state === 'up' || link?.state === 'degraded'

const route = (from: RoutedClass, choice: Choice): Move | undefined => {
  const current = from.link === undefined ? undefined : choice.links[from.link]
  if (!carries(current)) return leaveDead(from, current, choice)
  if (current?.state === 'degraded') return leaveDegraded(from, current, choice)
  return failBack(from, choice)
}

/** At once, to the best that carries: an up one before a degraded one. Forced moves are no returns. */
const leaveDead = (
  from: RoutedClass,
  current: JudgedLink | undefined,
  { order, links, nowMs }: Choice,
): Move | undefined => {
  const link =
    order.find((name) => links[name]?.state === 'up') ?? order.find((name) => links[name]?.state === 'degraded')
  if (link === undefined && from.link === undefined) return undefined
  const to = link === undefined ? 'no other link carries it' : `${link} is ${links[link]?.state}`
  const why = from.link === undefined ? to : `${from.link} is ${current?.state ?? 'gone'}, ${to}`
  return { to: movedTo(from, link, nowMs), why }
}

/** For the first that is up, but for one that was left within a minute. */
const leaveDegraded = (from: RoutedClass, current: JudgedLink, { order, links, nowMs }: Choice): Move | undefined => {
  const link = order.find(
    (name) =>
      links[name]?.state === 'up' &&
      (from.left[name] === undefined || (isMinuteAgo(from.left[name], nowMs) && isMinuteAgo(from.returnedAtMs, nowMs))),
  )
  return link === undefined ? undefined : { to: chosen(from, link, nowMs), why: `${current.name} ${current.reason}` }
}

const failBack = (from: RoutedClass, { order, links, nowMs }: Choice): Move | undefined => {
  if (!isMinuteAgo(from.returnedAtMs, nowMs)) return undefined
  for (const link of order) {
    if (link === from.link) return undefined
    const upSinceMs = links[link]?.upSinceMs
    if (upSinceMs === undefined || nowMs - upSinceMs < PROOF_MS) continue
    const why = `${link} has been up for ${((nowMs - upSinceMs) / 1000).toFixed(0)} s`
    return { to: chosen(from, link, nowMs), why }
  }
  return undefined
}

const isMinuteAgo = (atMs: MonotonicMs | undefined, nowMs: MonotonicMs): boolean =>
  atMs === undefined || nowMs - atMs >= RETURN_EVERY_MS

/** A move of choice: to a link that was left before it is a return. */
const chosen = (from: RoutedClass, link: string, nowMs: MonotonicMs): RoutedClass => {
  const to = movedTo(from, link, nowMs)
  return from.left[link] === undefined ? to : { ...to, returnedAtMs: nowMs }
}

const movedTo = (from: RoutedClass, link: string | undefined, nowMs: MonotonicMs): RoutedClass => {
  const { link: leaving, ...rest } = from
  const left = leaving === undefined ? from.left : { ...from.left, [leaving]: nowMs }
  return link === undefined ? { ...rest, left } : { ...rest, left, link }
}
