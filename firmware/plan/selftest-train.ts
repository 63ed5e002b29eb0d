import { atMost, type Check, mustSay, skip, type Tested, told } from './selftest.ts'

/** A link as the links service has it. */
interface LinkTested {
  state: string
  latencyMs?: number | undefined
}

const milliseconds = { unit: ' ms', digits: 0 }
/** As the alarm of a silent service has it: three words missed, and a start of the process. */
const WORD_AGE_S = 10

/** Whether a link carries. */
export const testLink = (name: string, link: LinkTested | undefined): Tested => ({
  subject: `link ${name}`,
  checks: [mustSay('link', ['up', 'degraded'], link?.state)],
})

/** Whether probes come back through each tunnel of ours. */
export const testTunnels = (
  isKernel: boolean,
  tunnels: readonly string[],
  links: Readonly<Record<string, LinkTested>> | undefined,
): Tested[] => {
  if (!isKernel) return [skip('tunnels', 'no-kernel')]
  if (tunnels.length === 0) return [skip('tunnels', 'no-tunnel')]
  return tunnels.map((name) => ({ subject: `tunnel ${name}`, checks: tunnelChecks(links?.[name]) }))
}

const tunnelChecks = (link: LinkTested | undefined): Check[] => [
  mustSay('tunnel', ['up', 'degraded'], link?.state),
  ...told('answers', link?.latencyMs, milliseconds),
]

/** Whether a service has spoken lately. */
export const testService = (name: string, ageMs: number | undefined): Tested => ({
  subject: `service ${name}`,
  checks: [atMost('word', WORD_AGE_S, ageMs === undefined ? undefined : ageMs / 1000, { unit: ' s', digits: 1 })],
})

/** Whether the time is to be believed. */
export const testTime = (time: { trust: string } | undefined): Tested => ({
  subject: 'time',
  checks: [mustSay('trust', ['trusted'], time?.trust)],
})

/** Whether what was to be kept is. */
export const testStorage = (outcome: string): Tested => ({
  subject: 'storage',
  checks: [mustSay('kept', ['ok'], outcome)],
})

/** Nobody is aboard a train that moves and can look at its roof. Chosen. */
const STANDS_BELOW_MPS = 0.5

/** Why the interlock is not tested at this speed; absent: it may be. */
export const muteObstacle = (speedMps: number | undefined): 'speed-unknown' | 'moving' | undefined => {
  if (speedMps === undefined) return 'speed-unknown'
  return speedMps < STANDS_BELOW_MPS ? undefined : 'moving'
}
