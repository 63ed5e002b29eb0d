import type { NetworkClass, NetworkLan, NetworkPlan } from '../../network.ts'
import { quoted, someEchoes } from './nft-words.ts'

/** RFC 4861: without these a network of IPv6 finds neither its router nor its neighbours. */
const NEIGHBOURS = '{ nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit }'

const ingressOf = ({ classes }: NetworkPlan): string => quoted(classes.flatMap(({ ingress }) => ingress))

/** Who says to be of another network is not believed: on the shore a packet's class is told by its address. */
export const noFalseSources = (plan: NetworkPlan): string[] => [
  `iifname ${ingressOf(plan)} ip saddr != 0.0.0.0 fib saddr . iif oif missing drop`,
  `iifname ${ingressOf(plan)} ip6 saddr != :: fib saddr . iif oif missing drop`,
]

/** Addresses by DHCP (RFC 2131, RFC 8415), and names of the controller's own address on that network only. */
const servedTo = ({ interface: name, address, isServed }: NetworkLan): string[] =>
  isServed
    ? [
        `iifname "${name}" udp dport { 67, 547 } accept`,
        `iifname "${name}" ip daddr ${address.ipv4} meta l4proto { tcp, udp } th dport 53 jump questions`,
        ...(address.ipv6 === undefined
          ? []
          : [
              `iifname "${name}" ip6 daddr { ${address.ipv6}, fe80::/10 } meta l4proto { tcp, udp } th dport 53 jump questions`,
            ]),
      ]
    : []

const reachedBy = ({ ingress, reaches }: NetworkClass): string[] =>
  reaches.map(({ protocol, port }) => `iifname ${quoted(ingress)} ${protocol} dport ${port} accept`)

/** The controller is closed to the train but for what it serves there, whichever of its addresses is asked. */
export const controllerRules = (plan: NetworkPlan): string[] => [
  `iifname != ${ingressOf(plan)} return`,
  // First: of a question that goes on as an earlier one did each counts.
  ...plan.lans.flatMap(servedTo),
  'ct state established,related accept',
  ...someEchoes,
  `icmpv6 type ${NEIGHBOURS} accept`,
  ...plan.classes.flatMap(reachedBy),
  'drop',
]

/** Names that the controller asks for are asked of the link's own resolver where it has one. */
export const toOwnResolvers = ({ links }: NetworkPlan, classMask: string): string[] =>
  links.flatMap((link) =>
    link.resolver === undefined
      ? []
      : [
          `oifname "${link.tunnel ?? link.interface}" meta mark and ${classMask} != 0 meta l4proto { tcp, udp } th dport 53 dnat ip to ${link.resolver}`,
        ],
  )

/** What the controller itself asks for a class has an address of that class's network: the shore knows no other inside a tunnel. */
export const ownQuestions = ({ classes, lans, links }: NetworkPlan): string[] => {
  const tunnels = links.flatMap(({ tunnel }) => tunnel ?? [])
  if (tunnels.length === 0) return []
  return classes.flatMap(({ ingress, mark, mask }) => {
    const lan = lans.find((one) => ingress.includes(one.interface))
    if (!lan) return []
    const isOfClass = `meta mark and 0x${mask.toString(16)} == 0x${mark.toString(16)}`
    return [`${isOfClass} oifname ${quoted(tunnels)} fib saddr type local snat ip to ${lan.address.ipv4}`]
  })
}
