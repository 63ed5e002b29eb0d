import type { NetworkPlan } from '../../network.ts'
import { quoted, someEchoes } from './nft-words.ts'

/** RFC 4861, RFC 2710: what a router of IPv6 and its neighbours say to each other on a link. */
const NEIGHBOURS = '{ nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert, mld-listener-query }'

const ingressOf = ({ classes }: NetworkPlan): string[] => classes.flatMap(({ ingress }) => ingress)
const openOf = ({ links }: NetworkPlan): string[] => links.map((link) => link.interface)
const tunnelsOf = ({ links, double }: NetworkPlan): string[] => [
  ...links.flatMap(({ tunnel }) => tunnel ?? []),
  ...(double ? [double.interface] : []),
]

/**
 * The train is no way from one network to another: who is outside begins nothing, what comes out of a tunnel goes to a class, and
 * by ours nobody goes who is of none. How a class leaves is decided where it leaves.
 */
export const onlyOurWays = (plan: NetworkPlan): string[] => {
  const ingress = ingressOf(plan)
  const open = openOf(plan)
  const tunnels = tunnelsOf(plan)
  const ours = quoted([...ingress, ...open, ...tunnels])
  return [
    `iifname ${quoted(open)} ct state != { established, related } drop`,
    ...(tunnels.length > 0 ? [`iifname ${quoted(tunnels)} oifname != ${quoted(ingress)} drop`] : []),
    `iifname != ${ours} oifname ${ours} drop`,
  ]
}

/**
 * The controller is closed to providers, their modems and the shore, whichever of its addresses is asked: only answers come, which tunnels'
 * datagrams are too since the train speaks first, echo requests, and what gives a link its address (RFC 2131, RFC 8415).
 */
export const outsideRules = (plan: NetworkPlan): string[] => [
  `iifname != ${quoted([...openOf(plan), ...tunnelsOf(plan)])} return`,
  'ct state established,related accept',
  ...someEchoes,
  `icmpv6 type ${NEIGHBOURS} accept`,
  'udp sport 67 udp dport 68 accept',
  'udp sport 547 udp dport 546 accept',
  'drop',
]
