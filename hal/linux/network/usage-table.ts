import { z } from 'zod'
import type { LinkCounter, NetworkClass, NetworkPlan } from '../../network.ts'
import { parseJson } from './kernel-state.ts'
import { runTool } from './tool.ts'
import { exitOf } from './wanted-routing.ts'

/** After every rule that may drop: what is counted has passed. */
const LAST = 300

const hex = (value: number): string => `0x${value.toString(16)}`

/** The table apart from that which routes: a change of rules does not begin the counting anew. */
export const usageTableOf = ({ owned }: Pick<NetworkPlan, 'owned'>): string => `${owned.nftTable}-usage`

type Way = 'sent' | 'received'
const ways: readonly Way[] = ['sent', 'received']

/** Names of classes and links have no `_`. */
const counterName = (way: Way, trafficClass: string, link: string): string => `${way}_${trafficClass}_${link}`

const linksOf = (plan: NetworkPlan, { links }: NetworkClass) => plan.links.filter(({ name }) => links.includes(name))

const chainName = (way: Way, trafficClass: string): string => `${way}_${trafficClass}`

/** What is sent on two links counts on both, and what comes by them is taken to have come by both. */
const doubleCounts = ({ double }: NetworkPlan, way: Way, { name, isDouble }: NetworkClass): string[] => {
  if (!isDouble || !double) return []
  const key = way === 'sent' ? 'oifname' : 'iifname'
  return double.links.map((link) => `    ${key} "${double.interface}" counter name ${counterName(way, name, link)}\n`)
}

const countingChain = (plan: NetworkPlan, way: Way, one: NetworkClass): string => {
  const elements = linksOf(plan, one).map((link) => `"${exitOf(link)}" : "${counterName(way, one.name, link.name)}"`)
  const key = way === 'sent' ? 'oifname' : 'iifname'
  const rule = elements.length > 0 ? `    counter name ${key} map { ${elements.join(', ')} }\n` : ''
  return `  chain ${chainName(way, one.name)} {\n${rule}${doubleCounts(plan, way, one).join('')}  }`
}

/** Counts what each class moves over each of its links, inside tunnels: one named counter a class, link and way. */
export const usageTableText = (plan: NetworkPlan): string => {
  const { classes } = plan
  const counters = classes.flatMap((one) =>
    ways.flatMap((way) => linksOf(plan, one).map((link) => `  counter ${counterName(way, one.name, link.name)} { }`)),
  )
  const sent = classes.map(({ mark, name }) => `${hex(mark)} : jump ${chainName('sent', name)}`)
  const received = classes.flatMap(({ ingress, name }) =>
    ingress.map((own) => `"${own}" : jump ${chainName('received', name)}`),
  )
  return [
    `table inet ${usageTableOf(plan)} {`,
    ...counters,
    ...classes.flatMap((one) => ways.map((way) => countingChain(plan, way, one))),
    '  chain passing {',
    `    type filter hook forward priority ${LAST}; policy accept;`,
    ...(sent.length > 0 ? [`    meta mark and ${hex(classes[0]?.mask ?? 0)} vmap { ${sent.join(', ')} }`] : []),
    ...(received.length > 0 ? [`    oifname vmap { ${received.join(', ')} }`] : []),
    '  }',
    '}',
    '',
  ].join('\n')
}

const counterShape = z.looseObject({ name: z.string(), bytes: z.number() })
const shape = z.looseObject({
  nftables: z.array(
    z.looseObject({ table: z.looseObject({ handle: z.number() }).optional(), counter: counterShape.optional() }),
  ),
})

/** By class and link, of the answer to `nft -j list table`; the kernel numbers tables as they come. Throws `network-failed`. */
export const readUsageTable = (text: string, boot: string): LinkCounter[] => {
  const { nftables } = parseJson(shape, text, 'nft')
  const table = nftables.find((one) => one.table)?.table?.handle ?? 0
  const bytes = new Map(nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.bytes] as const] : [])))
  return [...bytes].flatMap(([name, sentBytes]) => {
    const [, trafficClass, link] = /^sent_([^_]+)_([^_]+)$/.exec(name) ?? []
    if (trafficClass === undefined || link === undefined) return []
    const receivedBytes = bytes.get(counterName('received', trafficClass, link)) ?? 0
    return [{ link, trafficClass, epoch: `${boot} nft ${table}`, sentBytes, receivedBytes }]
  })
}

const interfaceShape = z.looseObject({
  ifindex: z.number(),
  ifname: z.string(),
  stats64: z.looseObject({ rx: z.looseObject({ bytes: z.number() }), tx: z.looseObject({ bytes: z.number() }) }),
})

/** All that the links' own interfaces carried, of `ip -json -stats link show`; an interface that came anew has another number. */
export const readInterfaceCounters = ({ links }: NetworkPlan, text: string, boot: string): LinkCounter[] => {
  const found = parseJson(z.array(interfaceShape), text, 'ip link')
  return links.flatMap(({ name, interface: own }) => {
    const one = found.find(({ ifname }) => ifname === own)
    if (!one) return []
    const { rx, tx } = one.stats64
    return [{ link: name, epoch: `${boot} ${one.ifindex}`, sentBytes: tx.bytes, receivedBytes: rx.bytes }]
  })
}

/** What links have carried by the kernel's own counters. Rejects with `network-failed`. */
export const readCounters = async (plan: NetworkPlan, boot: string): Promise<LinkCounter[]> => {
  const [links, classes] = await Promise.all([
    runTool('ip', ['-json', '-stats', 'link', 'show']),
    runTool('nft', ['-j', 'list', 'table', 'inet', usageTableOf(plan)]),
  ])
  return [...readInterfaceCounters(plan, links, boot), ...readUsageTable(classes, boot)]
}
