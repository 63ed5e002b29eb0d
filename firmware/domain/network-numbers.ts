import { type TrafficClass, trafficClasses } from './traffic-class.ts'

/** Which packets of the kernel are meant, by fwmark; which table routes them, and the priority of the rule that sends them there. */
export interface RoutingNumbers {
  /** Of the 32 bits, those that `mask` keeps are `mark`. */
  mark: number
  mask: number
  table: number
  priority: number
}

const CLASS_MASK = 0x00ff
/** Of the 32 bits of a mark, those that tell the link. */
export const LINK_MASK = 0xff00
const LINK_SHIFT = 8

/** Links have numbers from 1 to this, in the order of the train's file. */
export const LINKS_AT_MOST = 97

/** Everything of ours in the kernel lies in these; everything else is foreign. */
export const ownedNumbers = {
  priorities: [7000, 7999],
  /** Of classes from 7100 on, of links from 7200 on. */
  tables: [7100, 7299],
  /** The nft table itself, and the beginning of the name of any other of ours. */
  nftTable: 'steppelink',
  /** The `proto` of every route and rule of ours, so that nobody else's is taken for ours. */
  protocol: 71,
  /** The major number of our queueing disciplines, hexadecimal as tc writes it. */
  qdisc: '7100',
} as const

/** Of a class: 1 is `emergency`, 6 is `maintenance`. Its table holds the way inside: out by the tunnel of its present link. */
export const classNumbers = (trafficClass: TrafficClass): RoutingNumbers => {
  const number = trafficClasses.indexOf(trafficClass) + 1
  return { mark: number, mask: CLASS_MASK, table: 7100 + number, priority: 7100 + number }
}

/**
 * Of a link, `number` from 1: what a tunnel and its probes send outside it is marked so, and goes by the link's own gateway.
 * `sourcePriority` is of the rule that does the same for what comes from the link's own address.
 */
export const linkNumbers = (number: number): RoutingNumbers & { sourcePriority: number } => ({
  mark: number << LINK_SHIFT,
  mask: LINK_MASK,
  table: 7200 + number,
  priority: 7200 + number,
  sourcePriority: 7300 + number,
})

/** What the tunnel whose datagrams are sent on two links is called where tunnels have the names of links; no link has it. */
export const DOUBLE = 'double'

/** Of the tunnel whose datagrams are sent on two links: its own datagrams, which run inside the tunnels of both. */
export const doubleNumbers: RoutingNumbers = {
  mark: 99 << LINK_SHIFT,
  mask: LINK_MASK,
  table: 7299,
  priority: 7299,
}
