import type { LinkOutage } from '../domain/link-outage.ts'

/** An outage that somebody announces: a reboot that a terminal has scheduled, work that people plan. */
export interface AnnouncedOutage {
  link: string
  fromMs: number
  toMs: number
  cause: string
}

/** By who announced them. */
export type Announced = ReadonlyMap<string, readonly AnnouncedOutage[]>

const SOURCES_AT_MOST = 32
const OUTAGES_AT_MOST = 16

/** What one source announces now replaces what it announced before; the oldest source goes when there are too many. */
export const announce = (
  before: Announced,
  { source, outages }: { source: string; outages: readonly AnnouncedOutage[] },
): Announced => {
  const after = new Map(before)
  after.delete(source)
  if (outages.length > 0) after.set(source, outages.slice(0, OUTAGES_AT_MOST))
  return new Map([...after].slice(-SOURCES_AT_MOST))
}

/** What is announced of a link and not over. */
export const announcedFor = (announced: Announced, link: string, nowMs: number): LinkOutage[] =>
  [...announced.values()]
    .flat()
    .filter((outage) => outage.link === link && outage.toMs > nowMs)
    .map(({ fromMs, toMs, cause }) => ({ fromMs, toMs, cause, chance: 1 }))

/** All that is announced and not over, with who announced it; the soonest first. */
export const announcedNow = (announced: Announced, nowMs: number): (AnnouncedOutage & { source: string })[] =>
  [...announced]
    .flatMap(([source, outages]) => outages.map((outage) => ({ ...outage, source })))
    .filter(({ toMs }) => toMs > nowMs)
    .sort((a, b) => a.fromMs - b.fromMs)
