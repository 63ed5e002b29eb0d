import { type LinkOutage, type LinkOutlook, worstBetween } from '../domain/link-outage.ts'

/** How far ahead a choice looks. */
export const HORIZON_MS = 300_000
// Chosen, in points times seconds: packets in flight are late in every switch, and an outage that nobody left ahead of costs sessions.
const A_SWITCH = 200
const A_BREAK = 600

/** The time ahead in stretches in which nothing changes: how likely each link is out. */
export interface Ahead {
  stretches: readonly { fromMs: number; seconds: number; chances: Readonly<Record<string, number>> }[]
}

const none: readonly LinkOutage[] = []

/** Outages begin by `leadMs` early: that long a switch takes. Only outages before the horizon cut the time. */
export const lookAhead = (
  outlook: LinkOutlook,
  { links, nowMs, leadMs }: { links: readonly string[]; nowMs: number; leadMs: number },
): Ahead => {
  const endMs = nowMs + HORIZON_MS
  const cuts = new Set([nowMs, endMs])
  for (const link of links)
    for (const { fromMs, toMs } of outlook[link] ?? none)
      for (const atMs of [fromMs - leadMs, toMs]) if (atMs > nowMs && atMs < endMs) cuts.add(atMs)
  const times = [...cuts].sort((a, b) => a - b)
  const stretches = times.slice(0, -1).map((fromMs, index) => {
    const middleMs = (fromMs + (times[index + 1] as number)) / 2
    const chanceOf = (link: string): number =>
      worstBetween(outlook[link] ?? none, middleMs, middleMs + leadMs)?.chance ?? 0
    const chances = Object.fromEntries(links.map((link) => [link, chanceOf(link)]))
    return { fromMs, seconds: ((times[index + 1] as number) - fromMs) / 1000, chances }
  })
  return { stretches }
}

/** What it comes to, over the horizon, to be on a link now and to go on as well as can be. */
export interface WayOn {
  link: string
  /** Mean, in points a second. */
  points: number
}

interface Candidate {
  link: string
  points: number
}

/** For each candidate the best way that begins on it, by dynamic programming from the far end; a move now costs a switch. */
export const waysOf = (
  candidates: readonly Candidate[],
  { stretches }: Ahead,
  current: string | undefined,
): WayOn[] => {
  let after = candidates.map(() => 0)
  for (let index = stretches.length - 1; index >= 0; index--) {
    const stretch = stretches[index] as Ahead['stretches'][number]
    const before = stretches[index - 1]?.chances
    const bestMoved = after.reduce((best, one) => Math.max(best, one), 0) - A_SWITCH
    after = candidates.map(({ link, points }, at) => {
      const chance = stretch.chances[link] ?? 0
      const breaks = Math.max(0, chance - (before?.[link] ?? 0)) * A_BREAK
      return stretch.seconds * points * (1 - chance) - breaks + Math.max(after[at] as number, bestMoved)
    })
  }
  return candidates.map(({ link }, at) => {
    const moves = current === undefined || link === current ? 0 : A_SWITCH
    return { link, points: ((after[at] as number) - moves) / (HORIZON_MS / 1000) }
  })
}

/** Points a second that a move now costs. */
export const SWITCH_POINTS = A_SWITCH / (HORIZON_MS / 1000)
