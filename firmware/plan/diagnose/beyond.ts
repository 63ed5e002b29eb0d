import type { OutageSeen, Seen } from './seen.ts'
import { type Ending, ending, ends, good, notMade, type Result, type Step, skippedFor } from './steps.ts'

/** What people on the train complain of is what this class has. */
export const CLASS = 'passenger'

/** The link that carries passengers. */
export const carrierOf = ({ links }: Seen): string | undefined => links?.routes[CLASS]

const isCarrying = (seen: Seen, link: string): boolean => {
  const state = seen.links?.links[link]?.state
  return state === 'up' || state === 'degraded'
}

/** Whether any link carries, for passengers or not. */
export const anyUp = (seen: Seen): boolean =>
  Object.keys(seen.links?.links ?? {}).some((name) => isCarrying(seen, name))

/** Links that passengers may use, by which nothing comes back although their modems are well; the best first. */
export const deafLinks = ({ links, policy }: Pick<Seen, 'links' | 'policy'>): string[] =>
  (policy?.links ?? []).filter((name) => links?.links[name]?.state === 'down' && links.links[name]?.isRadioUp === true)

/** Announced outages that are on now, of links that passengers would be on but for them. */
const missed = (seen: Seen): OutageSeen[] => {
  const { policy, outages = [] } = seen
  const order = policy?.links ?? []
  const at = order.indexOf(carrierOf(seen) ?? '')
  const wanted = at < 0 ? order : order.slice(0, at)
  return outages.filter(({ link }) => wanted.includes(link))
}

/** Work that somebody announced explains what is missing or slow meanwhile. */
export const planned: Step = {
  id: 'planned',
  needs: ['outages'],
  judge: (seen) => {
    const [first] = missed(seen)
    const text = (seen.outages ?? []).map(({ link, cause }) => `${link}: ${cause}`).join(', ') || 'none'
    if (!first) return good(text)
    const { link, cause, leftMs } = first
    return ends(text, 'planned-outage', { link, cause, minutes: Math.ceil(leftMs / 60_000) })
  },
}

/** Half of what is asked may be lost on a bad link. */
const REACHED_SHARE = 0.2

const reachText = (reach: NonNullable<Seen['reach']>): string => {
  if ('skipped' in reach) return `skipped (${reach.skipped})`
  const { host, sent, received, medianMs } = reach
  return `${host} ${received}/${sent}${medianMs === undefined ? '' : `, ${medianMs.toFixed(0)} ms`}`
}

const isReached = ({ sent, received }: { sent: number; received: number }): boolean => received > sent * REACHED_SHARE

/** An answer from beyond the link that passengers go by. */
export const reach: Step = {
  id: 'reach',
  needs: ['reach'],
  judge: ({ reach: asked }) => {
    if (!asked) return notMade
    const text = reachText(asked)
    if ('skipped' in asked) return skippedFor(text)
    if (isReached(asked)) return good(text)
    return ends(text, 'provider-silent', { link: asked.link, host: asked.host })
  },
}

/** Where nobody could be asked outside the tunnels, only that several links fell silent at once speaks against the shore. */
const whoIsSilent = (seen: Seen, deaf: readonly string[]): Ending => {
  const [link = '—', ...others] = deaf
  const why = seen.links?.links[link]?.reason ?? '—'
  if (seen.reach && !('skipped' in seen.reach)) {
    const { reach: asked } = seen
    if (!isReached(asked)) return ending('provider-silent', { link: asked.link, host: asked.host })
    return anyUp(seen)
      ? ending('tunnel-down', { link: asked.link, host: asked.host, why })
      : ending('shore-silent', { links: deaf.join(', ') })
  }
  return others.length > 0 && !anyUp(seen)
    ? ending('shore-silent', { links: deaf.join(', ') })
    : ending('nothing-back', { link, why })
}

const judgeBeyond = (seen: Seen): Result => {
  const deaf = deafLinks(seen)
  if (carrierOf(seen) !== undefined || deaf.length === 0) return notMade
  const value = `${deaf.join(', ')}${seen.reach ? `: ${reachText(seen.reach)}` : ''}`
  return { value, ending: whoIsSilent(seen, deaf) }
}

/** Passengers have no link, and one or more that they may use are well as far as their modems see. */
export const beyond: Step = { id: 'beyond', needs: ['reach'], judge: judgeBeyond }
