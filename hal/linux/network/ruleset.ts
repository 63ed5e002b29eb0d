import type { NetworkClass, NetworkLink, NetworkPlan, RoutedPackets } from '../../network.ts'
import { clientSets, fewQuestions, strangerRules, toStrangerRules } from './client-bounds.ts'
import { queueRules } from './client-queues.ts'
import type { KernelInterface } from './kernel-state.ts'
import { quoted } from './nft-words.ts'
import { onlyOurWays, outsideRules } from './outside-rules.ts'
import type { Isolation, SharedLink } from './shaped-tree.ts'
import { controllerRules, noFalseSources, ownQuestions, toOwnResolvers } from './train-side-rules.ts'
import { exitOf } from './wanted-routing.ts'

/** The Internet has none of these: what a class sends there would end at a modem or a dish, which obeys whoever reaches it. */
const PRIVATE_IPV4 = '10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16'
const PRIVATE_IPV6 = 'fc00::/7, fe80::/10'
const DEFAULT_MTU = 1_500
/** RFC 8200 §5: no link of IPv6 has less. */
const LEAST_MTU = 1_280
/** TCP and IP headers without options, bytes. */
const HEADERS = { ipv4: 40, ipv6: 60 } as const

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`

/** All bits but those of a mask. */
const others = (mask: number): number => ~mask >>> 0

const setMark = (key: 'meta mark' | 'ct mark', { mark, mask }: RoutedPackets): string =>
  `${key} set ${key} and ${hex(others(mask))} or ${hex(mark)}`

const chain = (name: string, hook: string, rules: readonly string[]): string =>
  [`  chain ${name} {`, ...(hook === '' ? [] : [`    ${hook}`]), ...rules.map((rule) => `    ${rule}`), '  }'].join(
    '\n',
  )

const classChain = ({ name }: NetworkClass): string => `only_${name.replaceAll('-', '_')}`
const queueChain = ({ name }: NetworkClass): string => `queue_${name.replaceAll('-', '_')}`

const linksOf = (plan: NetworkPlan, { links }: NetworkClass): NetworkLink[] =>
  plan.links.filter(({ name }) => links.includes(name))

/** Marks what comes from the train by its interface, whatever mark it brings, and connections from outside by their link. */
const markIncoming = ({ classes, links }: NetworkPlan): string[] => [
  ...classes.flatMap((one) => [
    `iifname ${quoted(one.ingress)} meta mark set ${hex(one.mark)}`,
    `iifname ${quoted(one.ingress)} ${setMark('ct mark', one)}`,
  ]),
  ...links.map((link) => `iifname "${link.interface}" ct state new ${setMark('ct mark', link)}`),
]

/** The controller answers by the link on which it was asked. */
const markAnswers = ({ links }: NetworkPlan): string[] =>
  links.map(
    (link) => `ct direction reply ct mark and ${hex(link.mask)} == ${hex(link.mark)} ${setMark('meta mark', link)}`,
  )

/** The double tunnel, of a class that may be sent on two links. */
const doubleOf = ({ double }: NetworkPlan, { isDouble }: NetworkClass): string[] =>
  isDouble && double ? [double.interface] : []

/** The hub hears the controller itself inside each tunnel, and no class. */
const notToHub = ({ links, double }: NetworkPlan): string[] => {
  const peers = [...links.flatMap(({ peer }) => peer ?? []), ...(double ? [double.peer] : [])]
  return peers.length > 0 ? [`fib saddr type != local ip daddr { ${peers.join(', ')} } drop`] : []
}

/** By its links a class may leave, and by nothing else; in the open only to the Internet. */
const onlyByLinks = (plan: NetworkPlan, one: NetworkClass): string => {
  const allowed = linksOf(plan, one)
  const closed = allowed.filter(({ tunnel }) => one.isInternetOnly || tunnel === undefined).map(exitOf)
  return chain(classChain(one), '', [
    // A link's own resolver, to which the controller alone is sent.
    ...notToHub(plan),
    ...(allowed.some(({ resolver }) => resolver !== undefined) ? ['ct status dnat return'] : []),
    ...(closed.length > 0
      ? [
          `oifname ${quoted(closed)} ip daddr { ${PRIVATE_IPV4} } drop`,
          `oifname ${quoted(closed)} ip6 daddr { ${PRIVATE_IPV6} } drop`,
        ]
      : []),
    ...(allowed.length > 0 ? [`oifname ${quoted([...allowed.map(exitOf), ...doubleOf(plan, one)])} return`] : []),
    'drop',
  ])
}

/** A class may move to any of its links, and its connections go on: their segments fit the narrowest. */
const narrowestMtu = (exits: readonly string[], interfaces: ReadonlyMap<string, KernelInterface>): number =>
  Math.max(LEAST_MTU, Math.min(DEFAULT_MTU, ...exits.map((exit) => interfaces.get(exit)?.mtu ?? DEFAULT_MTU)))

const clampSegments = (plan: NetworkPlan, interfaces: ReadonlyMap<string, KernelInterface>): string[] =>
  plan.classes.flatMap((one) => {
    const mtu = narrowestMtu([...linksOf(plan, one).map(exitOf), ...doubleOf(plan, one)], interfaces)
    return (['iifname', 'oifname'] as const).flatMap((way) =>
      (['ipv4', 'ipv6'] as const).map(
        (family) =>
          `${way} ${quoted(one.ingress)} meta nfproto ${family} tcp flags syn tcp option maxseg size set ${mtu - HEADERS[family]}`,
      ),
    )
  })

/** What is sent on two links has the queue of the most important class among it: inside, one cannot tell them apart. */
const doubleQueue = ({ double, classes, links }: NetworkPlan): string[] => {
  const first = classes.find(({ isDouble }) => isDouble)
  if (!double || !first) return []
  const exits = links.filter(({ name }) => double.links.includes(name)).map(exitOf)
  return [`oifname ${quoted(exits)} meta mark and ${hex(double.mask)} == ${hex(double.mark)} jump ${queueChain(first)}`]
}

const openLinks = ({ links }: NetworkPlan): string[] =>
  links.filter(({ tunnel }) => tunnel === undefined).map((link) => link.interface)

const verdicts = ({ classes }: NetworkPlan, chainOf: (one: NetworkClass) => string): string =>
  classes.map((one) => `${hex(one.mark)} : jump ${chainOf(one)}`).join(', ')

/** How what leaves by any link of a plan is shared out. */
export const sharedLinkOf = ({ classes, owned }: NetworkPlan, isolation: Isolation): SharedLink => ({
  classes,
  qdisc: owned.qdisc,
  isolation,
  towards: 'shore',
})

/**
 * All of one plan as one file for `nft -f`, which takes all of it or nothing. It does not depend on which link carries what.
 */
export const rulesetText = (
  plan: NetworkPlan,
  { interfaces, isolation }: { interfaces: ReadonlyMap<string, KernelInterface>; isolation: Isolation },
): string => {
  const { owned, classes, links } = plan
  const classMask = hex(classes[0]?.mask ?? 0)
  const open = openLinks(plan)
  const shared = sharedLinkOf(plan, isolation)
  return [
    `table inet ${owned.nftTable} {`,
    ...clientSets,
    ...classes.map((one) => onlyByLinks(plan, one)),
    ...classes.map((one, index) => chain(queueChain(one), '', queueRules(shared, index))),
    chain('strangers', '', strangerRules),
    chain('questions', '', fewQuestions),
    chain('mark_incoming', 'type filter hook prerouting priority mangle; policy accept;', [
      ...noFalseSources(plan),
      ...toStrangerRules(plan),
      ...markIncoming(plan),
    ]),
    chain('controller', 'type filter hook input priority filter; policy accept;', controllerRules(plan)),
    chain('outside', 'type filter hook input priority filter; policy accept;', outsideRules(plan)),
    chain('own_resolvers', 'type nat hook output priority -100; policy accept;', toOwnResolvers(plan, classMask)),
    chain('mark_answers', 'type route hook output priority mangle; policy accept;', markAnswers(plan)),
    chain('passing', 'type filter hook forward priority mangle; policy accept;', [
      ...onlyOurWays(plan),
      ...clampSegments(plan, interfaces),
    ]),
    chain('leaving', 'type filter hook postrouting priority mangle; policy accept;', [
      `meta mark and ${classMask} vmap { ${verdicts(plan, classChain)} }`,
      `oifname ${quoted(links.map(exitOf))} meta mark and ${classMask} vmap { ${verdicts(plan, queueChain)} }`,
      ...doubleQueue(plan),
    ]),
    chain('own_address', 'type nat hook postrouting priority srcnat; policy accept;', [
      ...ownQuestions(plan),
      ...(open.length > 0 ? [`meta mark and ${classMask} != 0 oifname ${quoted(open)} masquerade`] : []),
    ]),
    '}',
    '',
  ].join('\n')
}
