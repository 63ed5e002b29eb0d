import type { TrainConfig } from '../../config/train-config.ts'
import { CLASS, deafLinks } from '../../plan/diagnose/beyond.ts'
import type { Seen } from '../../plan/diagnose/seen.ts'
import type { CommandContext } from '../command.ts'
import { runLinkJob } from '../link-job.ts'
import { policyOf } from './policy.ts'

/** Chosen: of three one may be lost on a bad link. */
const ASKED_TIMES = 3
/** One server may be down by itself; two at once hardly. */
const HOSTS_AT_MOST = 2

/** DNS servers beyond the link that the train's file names: they are there for the train to ask. */
const hostsBeyond = ({ network }: TrainConfig, link: string): string[] => {
  if (network.kind !== 'linux') return []
  const own = network.links[link]?.resolver
  const all = [...(network.probes?.targets ?? []), ...(own === undefined ? [] : [own]), ...network.resolvers]
  return [...new Set(all)].slice(0, HOSTS_AT_MOST)
}

/** By which to ask: the one that carries passengers, else one that they may use and by which nothing comes back. */
const linkToAsk = async (context: CommandContext): Promise<string | undefined> => {
  const links = (await context.seen('links'))?.message
  if (!links) return undefined
  return links.routes[CLASS] ?? deafLinks({ links, policy: policyOf(context.config) })[0]
}

/** Asks beyond a link, outside its tunnel, as `ping` does: the first that answers, else the last that was asked. */
export const reachOf = async (context: CommandContext): Promise<Seen['reach']> => {
  if (context.config.network.kind !== 'linux') return { skipped: 'the kernel routes nothing here' }
  const link = await linkToAsk(context)
  if (link === undefined) return undefined
  let found: Seen['reach'] = { skipped: `no resolver and no probes.targets for ${link} in the train's file` }
  for (const host of hostsBeyond(context.config, link)) {
    const done = await runLinkJob(context, { do: 'ping', host, link, count: ASKED_TIMES }, () => undefined)
    if (!('measured' in done)) return { skipped: done.lines.join(' ') }
    const { sent = 0, received = 0, medianMs } = done.measured
    if (sent === 0) return { skipped: done.lines.join(' ') || 'ping said nothing' }
    found = { link, host, sent, received, ...(medianMs !== undefined && { medianMs }) }
    if (received > 0) break
  }
  return found
}
