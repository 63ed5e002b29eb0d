import { type Answer, refuse } from '../../bus/answer.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { LinkOutlook } from '../../domain/link-outage.ts'
import type { AnnouncedOutage } from '../../plan/announced-outages.ts'
import type { Explanation } from '../../plan/link-why.ts'

const OUTAGES_AT_MOST = 64

/** What is expected of links, as the bus tells it. */
export const outlookMessage = (ahead: LinkOutlook, atMs: number): TopicMessage<'outlook'> => ({
  atMs,
  links: Object.fromEntries(
    Object.entries(ahead).map(([name, outages]) => [
      name,
      outages.slice(0, OUTAGES_AT_MOST).map((outage) => ({ ...outage, chance: Math.min(1, outage.chance) })),
    ]),
  ),
})

export const whyShow = (explained: Explanation | undefined): Answer<'why.show'> =>
  explained
    ? { ok: true, reply: explained as CommandReply<'why.show'> }
    : refuse('the configuration gives no link to this class: traffic of a train says which')

interface Announceable {
  announce(source: string, outage: AnnouncedOutage): string | undefined
  announced(): readonly (AnnouncedOutage & { source: string })[]
  withdraw(source: string): boolean
  nowMs(): number
}

const sourceOf = ({ by, link }: { by: string; link: string }): string => `${by} of ${link}`

/** Of each person and link one announcement holds. */
export const announceOutage = (
  links: Pick<Announceable, 'announce' | 'nowMs'>,
  { by, link, inMs, forMs, cause }: CommandRequest<'outage.announce'>,
): Answer<'outage.announce'> => {
  const fromMs = links.nowMs() + inMs
  const toMs = fromMs + forMs
  const refused = links.announce(sourceOf({ by, link }), { link, fromMs, toMs, cause: `${cause} (${by})` })
  return refused === undefined ? { ok: true, reply: { fromMs, toMs } } : refuse(refused)
}

export const showOutages = (links: Pick<Announceable, 'announced' | 'nowMs'>): Answer<'outage.show'> => {
  const nowMs = links.nowMs()
  const outages = links.announced().map(({ source, link, fromMs, toMs, cause }) => ({
    ...{ source, link, cause },
    inMs: Math.max(0, fromMs - nowMs),
    leftMs: toMs - nowMs,
  }))
  return { ok: true, reply: { outages } }
}

export const cancelOutage = (
  links: Pick<Announceable, 'withdraw' | 'announced'>,
  named: CommandRequest<'outage.cancel'>,
): Answer<'outage.cancel'> => {
  if (links.withdraw(sourceOf(named))) return { ok: true, reply: {} }
  const sources = links.announced().map(({ source }) => source)
  return refuse(`${named.by} announced no outage of ${named.link}; announced: ${sources.join(', ') || 'none'}`)
}
