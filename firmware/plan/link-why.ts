import type { MonotonicMs } from '../../hal/units.ts'
import type { TrafficClass } from '../domain/traffic-class.ts'
import { type ClassView, carries, outageNear, viewOf, waysOn } from './class-view.ts'
import { holdsBack, PROOF_MS, type RoutedClass, unrouted } from './link-choice.ts'
import type { LinkWorth, ScorePart } from './link-worth.ts'
import { type LinksObservation, type LinksState, linksView } from './links.ts'
import { SWITCH_POINTS } from './way-of-links.ts'

/** One link of a class, what speaks for and against it, and what would change its part. */
export interface ExplainedLink {
  link: string
  isChosen: boolean
  /** Points; 100 is a link that carries all that is asked, over the whole horizon, first in the list. */
  score: number
  parts: readonly ScorePart[]
  /** What would bring the class to it, or away from it. */
  wouldChange: string
}

/** Why a class is where it is. */
export interface Explanation {
  trafficClass: TrafficClass
  link?: string
  verdict: string
  /** The best first. */
  candidates: readonly ExplainedLink[]
}

const rounded = (points: number): number => Math.round(points * 10) / 10

/** What lies ahead takes from a link, or gives to one from which the way goes on to a better; absent without either. */
const waysParts = (worth: LinkWorth, wayPoints: number | undefined, isSwitch: boolean): ScorePart[] => {
  if (wayPoints === undefined) return []
  const switching: ScorePart[] = isSwitch ? [{ name: 'switching', points: -SWITCH_POINTS, text: 'a switch now' }] : []
  const ahead = wayPoints + (isSwitch ? SWITCH_POINTS : 0) - worth.points
  if (Math.abs(ahead) < 0.05) return switching
  const text = 'outages ahead in five minutes, and the way around them'
  return [...switching, { name: 'ahead', points: ahead, text }]
}

const whatLeaves = (view: ClassView, link: string, next: string | undefined): string => {
  const to = next === undefined ? 'no other link carries the class' : `${next} would take over`
  const outage = view.outlook[link]?.find(({ toMs }) => toMs > view.nowMs)
  if (outage) {
    const inS = Math.max(0, (outage.fromMs - view.nowMs) / 1000)
    return `${outage.cause} in ${inS.toFixed(0)} s, ${(100 * outage.chance).toFixed(0)} % likely; ${to}`
  }
  return `its going down or doing badly: ${to}`
}

const whatBrings = (
  view: ClassView,
  from: RoutedClass,
  { worth, lacks }: { worth: LinkWorth; lacks: number },
): string => {
  if (worth.barred !== undefined) return worth.barred
  const outage = worth.points > 0 ? outageNear(view, worth.link) : undefined
  if (outage) return `the end of its outage in ${((outage.toMs - view.nowMs) / 1000).toFixed(0)} s: ${outage.cause}`
  if (worth.points === 0)
    return carries(view, from.link) ? `its coming up, and then ${PROOF_MS / 1000} s of proof` : 'its coming up'
  if (lacks > 0) return `${rounded(lacks)} points more, or as many less of ${from.link ?? 'the others'}`
  return holdsBack(from, view, worth.link) ?? 'the next decision'
}

/** The service that decides does not know whether the hub answers by both. */
const ON_TWO = '; it is sent on both links of the double tunnel while the hub answers there, and is paid for on both'

const verdictOf = (view: ClassView, from: RoutedClass, best: string | undefined): string => {
  const { link } = from
  if (link === undefined) return best === undefined ? 'no link of its list carries it' : `${best} is about to take it`
  const outage = outageNear(view, link)
  if (best === undefined || best === link)
    return outage ? `${link} stays best, though ${outage.cause}` : `${link} is the best`
  const held = holdsBack(from, view, best)
  return held === undefined ? `it is about to go to ${best}` : `${best} would be better, but ${held}`
}

/** Explains one class at this moment by the very functions that decide; undefined for a class without a policy. */
export const explainClass = (
  state: LinksState,
  seen: LinksObservation,
  { trafficClass, nowMs }: { trafficClass: TrafficClass; nowMs: MonotonicMs },
): Explanation | undefined => {
  const policy = seen.policies[trafficClass]
  if (!policy) return undefined
  const from = state.classes[trafficClass] ?? unrouted
  const view = viewOf(linksView(state.links, seen, nowMs), policy, from.limits ?? {})
  const ways = waysOn(view, from.link)
  const chosen = ways.find(({ link }) => link === from.link)
  const candidates = view.worths.map((worth): ExplainedLink => {
    const wayPoints = ways.find(({ link }) => link === worth.link)?.points
    const isChosen = worth.link === from.link
    const parts = [...worth.parts, ...waysParts(worth, wayPoints, !isChosen && from.link !== undefined)]
    const lacks = (chosen?.points ?? 0) - (wayPoints ?? 0)
    const next = ways.find(({ link }) => link !== worth.link)?.link
    return {
      link: worth.link,
      isChosen,
      score: rounded(wayPoints ?? worth.points),
      parts: parts.map((part) => ({ ...part, points: rounded(part.points) })),
      wouldChange: isChosen ? whatLeaves(view, worth.link, next) : whatBrings(view, from, { worth, lacks }),
    }
  })
  return {
    trafficClass,
    ...(from.link !== undefined && { link: from.link }),
    verdict: `${verdictOf(view, from, ways[0]?.link)}${policy.double ? ON_TWO : ''}`,
    candidates: candidates.sort((a, b) => b.score - a.score),
  }
}
