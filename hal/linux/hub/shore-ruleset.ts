import type { ShorePlan } from '../../shore-router.ts'
import { queueRules } from '../network/client-queues.ts'
import { someEchoes } from '../network/nft-words.ts'
import type { Isolation, SharedLink } from '../network/shaped-tree.ts'

const hex = (mark: number): string => `0x${mark.toString(16)}`
const list = (items: readonly string[]): string => items.join(', ')
const quoted = (names: readonly string[]): string => list(names.map((name) => `"${name}"`))

type Family = 4 | 6
const families: readonly { family: Family; type: string; word: string; headerBytes: number }[] = [
  // A segment's own headers: IPv4 20 and IPv6 40, TCP 20.
  { family: 4, type: 'ipv4_addr', word: 'ip', headerBytes: 40 },
  { family: 6, type: 'ipv6_addr', word: 'ip6', headerBytes: 60 },
]

/** Networks of one family; an IPv6 one has a colon. */
export const ofFamily = (networks: readonly string[], family: Family): string[] =>
  networks.filter((network) => network.includes(':') === (family === 6))

/**
 * By a train's network: the mark of its class, and by which link packets of no known flow go there, which is
 * the first one until the train says otherwise.
 */
const maps = ({ classes, links }: ShorePlan): string[] =>
  families.flatMap(({ family, type }) => {
    const networks = classes.flatMap((one) =>
      ofFamily(one.networks, family).map((network) => ({ network, mark: one.mark })),
    )
    if (networks.length === 0) return []
    const toClass = networks.map(({ network, mark }) => `${network} : ${hex(mark)}`)
    const toLink = networks.map(({ network }) => `${network} : ${hex(links[0]?.mark ?? 0)}`)
    return [
      `map class${family} { type ${type} : mark; flags interval; elements = { ${list(toClass)} } }`,
      `map present${family} { type ${type} : mark; flags interval; elements = { ${list(toLink)} } }`,
    ]
  })

const hasFamily = ({ classes }: ShorePlan, family: Family): boolean =>
  classes.some(({ networks }) => ofFamily(networks, family).length > 0)

/** How what goes down a link is shared out. */
export const sharedTunnelOf = ({ classes, owned }: ShorePlan, isolation: Isolation): SharedLink => ({
  classes,
  qdisc: owned.qdisc,
  isolation,
  towards: 'train',
})

const queueChain = (name: string): string => `queue_${name.replaceAll('-', '_')}`

const queueChains = (plan: ShorePlan, isolation: Isolation): string[] =>
  plan.classes.map(({ name }, index) =>
    [`chain ${queueChain(name)} {`, ...queueRules(sharedTunnelOf(plan, isolation), index), '}'].join('\n'),
  )

/** By the network to which a packet goes: its class, and there its client. */
const toQueues = ({ classes }: ShorePlan, tunnels: string): string[] =>
  families.flatMap(({ family, word }) => {
    const verdicts = classes.flatMap(({ name, networks }) =>
      ofFamily(networks, family).map((network) => `${network} : jump ${queueChain(name)}`),
    )
    return verdicts.length > 0 ? [`oifname ${tunnels} ${word} daddr vmap { ${list(verdicts)} }`] : []
  })

/** What is sent on two links has the queue of the most important class: inside, one cannot tell them apart. */
const outerQueue = ({ outer, classes, linkMask }: ShorePlan): string[] => {
  const [first] = classes
  if (!outer || !first) return []
  const its = `meta mark and ${hex(linkMask)} == ${hex(outer.mark)}`
  return [`oifname { ${quoted(outer.interfaces)} } ${its} jump ${queueChain(first.name)}`]
}

/** Each packet of the train's tells by which tunnel its flow goes back, unless its class has just left that tunnel. */
const fromTrain = (plan: ShorePlan): string[] => [
  ...families
    .filter(({ family }) => hasFamily(plan, family))
    .map(({ family, word }) => `meta mark set ${word} saddr map @class${family}`),
  // A new flow that begins by a tunnel that was just left goes back where its class is now.
  ...families
    .filter(({ family }) => hasFamily(plan, family))
    .map(({ family, word }) => `ct mark 0 ct mark set ${word} saddr map @present${family}`),
  'iifname . meta mark @left return',
  ...plan.links.map(({ interface: name, mark }) => `iifname "${name}" ct mark set meta mark | ${hex(mark)}`),
]

/**
 * What goes down goes as its flow came up, unless its class has just been moved: then its flow is turned. Here a packet may still have
 * the hub's own address, so a flow that the train began is told by who began it.
 */
const toTrain = (plan: ShorePlan): string[] => [
  ...families
    .filter(({ family }) => hasFamily(plan, family))
    .flatMap(({ family, word }) =>
      [`${word} daddr`, `ct original ${word} saddr`].flatMap((field) => [
        `meta nfproto ipv${family} meta mark set ${field} map @class${family}`,
        `meta nfproto ipv${family} meta mark @turned ct mark set ${field} map @present${family}`,
      ]),
    ),
  `ct mark and ${hex(plan.linkMask)} != 0 meta mark set ct mark and ${hex(plan.linkMask)} return`,
  ...families
    .filter(({ family }) => hasFamily(plan, family))
    .map(({ family, word }) => `meta mark set ${word} daddr map @present${family}`),
]

const clamp = (tunnels: string, way: 'iifname' | 'oifname', mtuBytes: number): string[] =>
  families.map(({ word, headerBytes }) => {
    const most = mtuBytes - headerBytes
    const family = word === 'ip' ? 'ipv4' : 'ipv6'
    return `${way} ${tunnels} meta nfproto ${family} tcp flags syn tcp option maxseg size > ${most} tcp option maxseg size set ${most}`
  })

/** From the train comes what is of its networks, and from the Internet only answers. */
const forward = (plan: ShorePlan, tunnels: string): string[] => [
  ...clamp(tunnels, 'iifname', plan.mtuBytes),
  ...clamp(tunnels, 'oifname', plan.mtuBytes),
  `iifname ${tunnels} oifname "${plan.uplink}" meta mark and 0xff != 0 accept`,
  `iifname ${tunnels} drop`,
  `oifname ${tunnels} ct state established,related accept`,
  `oifname ${tunnels} drop`,
]

/** The train's controller alone reaches the hub, and of it what is named; by TCP too, where the kernel's refusal tells it that the tunnel carries. */
const toHub = ({ heard }: ShorePlan, tunnels: string): string[] => [
  `iifname != ${tunnels} return`,
  'ct state established,related accept',
  ...heard.map(
    ({ interface: name, from, ports }) =>
      `iifname "${name}" ip saddr ${from} meta l4proto { tcp, udp } th dport { ${list(ports.map(String))} } accept`,
  ),
  ...someEchoes,
  'drop',
]

const chain = (name: string, hook: string, rules: readonly string[]): string =>
  [`chain ${name} {`, `type ${hook}; policy accept;`, ...rules, '}'].join('\n')

/** All of the hub's table for `nft -f`, which takes all of it or nothing. Which class goes by which link is not in it. */
export const shoreRuleset = (plan: ShorePlan, isolation: Isolation): string => {
  const tunnels = `{ ${quoted(plan.links.map((link) => link.interface))} }`
  return [
    `table inet ${plan.owned.nftTable} {`,
    ...maps(plan),
    // By which tunnels a class's late packets may not turn its flows back.
    'set left { typeof iifname . meta mark; flags timeout; }',
    // Classes whose flows go where the class goes now, whatever their marks still say.
    'set turned { typeof meta mark; flags timeout; }',
    ...queueChains(plan, isolation),
    ['chain learn {', ...fromTrain(plan), '}'].join('\n'),
    ['chain to_train {', ...toTrain(plan), '}'].join('\n'),
    chain('incoming', 'filter hook prerouting priority mangle', [
      `iifname ${tunnels} jump learn`,
      `iifname != ${tunnels} jump to_train`,
    ]),
    chain('hub', 'filter hook input priority filter', toHub(plan, tunnels)),
    chain('own', 'route hook output priority mangle', [`meta mark and ${hex(plan.linkMask)} == 0 jump to_train`]),
    chain('passing', 'filter hook forward priority mangle', forward(plan, tunnels)),
    chain('leaving', 'filter hook postrouting priority mangle', [...toQueues(plan, tunnels), ...outerQueue(plan)]),
    chain('own_address', 'nat hook postrouting priority srcnat', [
      `oifname "${plan.uplink}" meta mark and 0xff != 0 masquerade`,
    ]),
    '}',
    '',
  ].join('\n')
}

/**
 * How long what was in flight by the old tunnel may take to come out of it. So long flows go where the class was announced to be, and after that again
 * where the train sends them.
 */
const ANNOUNCED_FOR_S = 2

/**
 * One change for `nft -f`: packets of no known flow to a class go by a link, flows of the class that speak are turned, and its other tunnels
 * turn none of them back.
 */
export const moveScript = (plan: ShorePlan, trafficClass: string, linkName: string): string => {
  const found = plan.classes.find(({ name }) => name === trafficClass)
  const link = plan.links.find(({ name }) => name === linkName)
  if (!found || !link) return ''
  const at = `inet ${plan.owned.nftTable}`
  const leaving = plan.links.filter((one) => one !== link)
  const left = (name: string): string => `{ "${name}" . ${hex(found.mark)} }`
  const turned = (timeout: string): string => `element ${at} turned { ${hex(found.mark)}${timeout} }`
  return [
    ...families.flatMap(({ family }) =>
      ofFamily(found.networks, family).flatMap((network) => [
        `delete element ${at} present${family} { ${network} }`,
        `add element ${at} present${family} { ${network} : ${hex(link.mark)} }`,
      ]),
    ),
    `add ${turned('')}`,
    `delete ${turned('')}`,
    `add ${turned(` timeout ${ANNOUNCED_FOR_S}s`)}`,
    ...[link, ...leaving].flatMap(({ interface: name }) => [
      `add element ${at} left ${left(name)}`,
      `delete element ${at} left ${left(name)}`,
    ]),
    ...leaving.map(
      ({ interface: name }) => `add element ${at} left { "${name}" . ${hex(found.mark)} timeout ${ANNOUNCED_FOR_S}s }`,
    ),
    '',
  ].join('\n')
}
