import type { MonotonicMs } from '../../hal/units.ts'
import type { LimitMemories } from './class-limits.ts'
import { bestLink, type ClassView, carries, outageNear, waysOn } from './class-view.ts'

/** What carries one class, and when it left other links. */
export interface RoutedClass {
  link?: string
  /** The links it left, each with the last time. */
  left: Readonly<Record<string, MonotonicMs>>
  /** When it last returned, by choice, to a link that it had left. */
  returnedAtMs?: MonotonicMs
  /** Links that it left ahead of an outage: when that is over, as it was expected. */
  outUntilMs?: Readonly<Record<string, number>>
  /** Links held against what the class asks; absent where it asks nothing. */
  limits?: LimitMemories
}

/** Where a class goes from here, and why. */
export interface Move {
  to: RoutedClass
  why: string
}

/** A better link must have been up this long before a class goes (back) to it. */
export const PROOF_MS = 20_000
const RETURN_EVERY_MS = 60_000
/** A link that has only just come up is no refuge from an outage that may not come, nor, once it was left, from a link that does badly. */
const STEADY_MS = 5_000

export const unrouted: RoutedClass = { left: {} }

/** Where a class goes now; undefined: it stays. A dead link is left at once, all else needs its proof. */
export const chooseLink = (from: RoutedClass, view: ClassView): Move | undefined => {
  const { link } = from
  if (link === undefined || !carries(view, link)) return leaveDead(from, view)
  const next = betterLinks(from, view, link).find((one) => holdsBack(from, view, one) === undefined)
  return next === undefined ? undefined : goTo(from, view, next)
}

/** The best first. From a link that does badly a class goes to any that is better, while the best of them still has to prove itself. */
const betterLinks = (from: RoutedClass, view: ClassView, link: string): string[] => {
  const best = bestLink(view, link)
  if (best === undefined || best === link) return []
  if (whyUrgent(from, view) === undefined) return [best]
  const ways = waysOn(view, link).map((way) => way.link)
  const own = ways.indexOf(link)
  // A pin that carries is the only way on.
  return own < 0 ? ways : ways.slice(0, own)
}

/** At once, to the best that carries. Forced moves are no returns. */
const leaveDead = (from: RoutedClass, view: ClassView): Move | undefined => {
  const link = bestLink(view, undefined)
  if (link === undefined && from.link === undefined) return undefined
  const to = link === undefined ? 'no other link carries it' : `${link} is ${view.links[link]?.state}`
  return {
    to: movedTo(from, link, view.nowMs),
    why: from.link === undefined ? to : `${whyDead(from.link, view)}, ${to}`,
  }
}

const whyDead = (link: string, { links, worths }: ClassView): string => {
  const barred = worths.find((worth) => worth.link === link)?.barred
  return `${link} is ${barred ?? links[link]?.state ?? 'gone'}`
}

/** Why a class leaves a link that carries, but not well or not for long; undefined for one that does. */
const whyUrgent = ({ link, limits }: RoutedClass, view: ClassView): string | undefined => {
  if (link === undefined) return undefined
  const judged = view.links[link]
  if (judged?.state === 'degraded') return `${link} ${judged.reason}`
  if (limits?.[link]?.isBeyond) return `${link} is beyond the limits of the class`
  const outage = outageNear(view, link)
  return outage && `${link} is about to be out: ${outage.cause}`
}

const isAgo = (atMs: MonotonicMs | undefined, nowMs: MonotonicMs, periodMs: number): boolean =>
  atMs === undefined || nowMs - atMs >= periodMs

const secondsLeft = (ms: number): string => `${(Math.max(0, ms) / 1000).toFixed(0)} s`

/** What keeps a class from a better link for now, for people; undefined: nothing. */
export const holdsBack = (from: RoutedClass, view: ClassView, link: string): string | undefined => {
  const { nowMs, links } = view
  const isReturn = from.left[link] !== undefined
  if (isReturn && from.returnedAtMs !== undefined && !isAgo(from.returnedAtMs, nowMs, RETURN_EVERY_MS))
    return `no class returns twice a minute: ${secondsLeft(from.returnedAtMs + RETURN_EVERY_MS - nowMs)} left`
  const upMs = nowMs - (links[link]?.upSinceMs ?? nowMs)
  const isUrgent = whyUrgent(from, view) !== undefined
  if (outageNear(view, link) && !isUrgent) return 'it is about to be out'
  const needsMs = needsMsOf({ isUrgent, isSteady: isReturn || outageNear(view, from.link ?? '') !== undefined })
  if (upMs < needsMs) return `it must be up for ${secondsLeft(needsMs)}: ${secondsLeft(needsMs - upMs)} left`
  const provenMs = (from.outUntilMs?.[link] ?? Number.NEGATIVE_INFINITY) + (isUrgent ? 0 : PROOF_MS)
  return nowMs < provenMs
    ? `the outage that was foreseen must be over: ${secondsLeft(provenMs - nowMs)} left`
    : undefined
}

const needsMsOf = ({ isUrgent, isSteady }: { isUrgent: boolean; isSteady: boolean }): number => {
  if (!isUrgent) return PROOF_MS
  return isSteady ? STEADY_MS : 0
}

const goTo = (from: RoutedClass, view: ClassView, link: string): Move => {
  const { nowMs, links } = view
  const upMs = nowMs - (links[link]?.upSinceMs ?? nowMs)
  const why = whyUrgent(from, view) ?? `${link} has been up for ${secondsLeft(upMs)}`
  const to = movedTo(from, link, nowMs)
  const isReturn = from.left[link] !== undefined
  const outage = from.link === undefined ? undefined : outageNear(view, from.link)
  const outUntilMs = from.link !== undefined && outage ? { ...to.outUntilMs, [from.link]: outage.toMs } : to.outUntilMs
  return { to: { ...to, ...(isReturn && { returnedAtMs: nowMs }), ...(outUntilMs && { outUntilMs }) }, why }
}

const movedTo = (from: RoutedClass, link: string | undefined, nowMs: MonotonicMs): RoutedClass => {
  const { link: leaving, ...rest } = from
  const left = leaving === undefined ? from.left : { ...from.left, [leaving]: nowMs }
  return link === undefined ? { ...rest, left } : { ...rest, left, link }
}
