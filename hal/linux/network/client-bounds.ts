import type { NetworkPlan } from '../../network.ts'
import { quoted } from './nft-words.ts'

/** A device has a handful: IPv4, and of IPv6 its lasting and its passing ones; each new day brings some more. */
const ADDRESSES = { atOnce: 8, anHour: 1, rememberedH: 12 }
/** Chosen: a browser with many pages open has a few hundred. */
const FLOWS = 500
/** A page asks for some dozens of names, and then hardly any. */
const QUESTIONS = { aSecond: 20, atOnce: 60 }
/** Of TCP at once; dnsmasq has 20 for all. */
const TCP_QUESTIONS = 3

const learnt = (name: string, type: string, flags: string): string =>
  [
    `  set ${name} {`,
    `    type ${type}`,
    '    size 65535',
    ...flags.split('; ').map((line) => `    ${line}`),
    '  }',
  ].join('\n')

/** What the kernel learns of clients; a client is an address of Ethernet, whatever addresses it takes above. */
export const clientSets: readonly string[] = [
  learnt('addresses4', 'ether_addr . ipv4_addr', `flags dynamic,timeout; timeout ${ADDRESSES.rememberedH}h`),
  learnt('addresses6', 'ether_addr . ipv6_addr', `flags dynamic,timeout; timeout ${ADDRESSES.rememberedH}h`),
  learnt('newcomers', 'ether_addr', `flags dynamic,timeout; timeout ${ADDRESSES.rememberedH}h`),
  learnt('flows', 'ether_addr', 'flags dynamic'),
  learnt('questions', 'ether_addr', 'flags dynamic,timeout; timeout 1m'),
  learnt('tcp_questions', 'ether_addr', 'flags dynamic'),
]

/** Strangers share their network by turns of an address: each takes few of them, and few of the kernel's flows. */
export const strangerRules: readonly string[] = [
  `ct state new add @flows { ether saddr ct count over ${FLOWS} } drop`,
  'ip saddr 0.0.0.0 return',
  'ip6 saddr { ::, fe80::/10 } return',
  'ether saddr . ip saddr @addresses4 update @addresses4 { ether saddr . ip saddr } return',
  'ether saddr . ip6 saddr @addresses6 update @addresses6 { ether saddr . ip6 saddr } return',
  `update @newcomers { ether saddr limit rate over ${ADDRESSES.anHour}/hour burst ${ADDRESSES.atOnce} packets } drop`,
  'update @addresses4 { ether saddr . ip saddr }',
  'update @addresses6 { ether saddr . ip6 saddr }',
]

/** Where strangers come in. */
export const toStrangerRules = ({ classes }: NetworkPlan): string[] => {
  const ingress = classes.filter(({ isInternetOnly }) => isInternetOnly).flatMap((one) => one.ingress)
  return ingress.length > 0 ? [`iifname ${quoted(ingress)} jump strangers`] : []
}

/** Names are asked for by each client so often, and no more often. */
export const fewQuestions: readonly string[] = [
  'tcp dport 53 ct state established accept',
  `tcp dport 53 ct state new add @tcp_questions { ether saddr ct count over ${TCP_QUESTIONS} } drop`,
  `update @questions { ether saddr limit rate over ${QUESTIONS.aSecond}/second burst ${QUESTIONS.atOnce} packets } drop`,
  'accept',
]
