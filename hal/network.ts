import type { LanLook } from './lan.ts'
import type { MonotonicMs } from './units.ts'

/** What the machine itself sees of one link, without asking the modem. */
export interface LinkTraffic {
  link: string
  atMs: MonotonicMs
  /** Whether packets come back at all. */
  carries: boolean
  /** Round trip, ms; absent while nothing comes back. */
  latencyMs?: number
  /** 0 to 1. */
  loss: number
  /** Capacity seen lately, Mbit/s. */
  throughputMbps: number
  /** What it carries at present, towards the shore and from there, kbit/s; absent where nobody counts. Capacities are found by it. */
  upKbps?: number
  downKbps?: number
}

/** What has passed over a link since its counting began. */
export interface LinkCounter {
  link: string
  /** Absent: all that the link carried, with what no class has: tunnels' own bytes, probes. */
  trafficClass?: string
  /** Names this counting: under another name it began anew from zero. */
  epoch: string
  /** Towards the shore. */
  sentBytes: number
  receivedBytes: number
}

/**
 * The routing of the machine: which link each class of traffic takes.
 * `route` is idempotent and replaces the class's earlier link; `undefined` means that nothing carries the class.
 * It rejects with TerminalError `network-failed`, and then the earlier route still holds.
 */
export interface Network {
  route(trafficClass: string, link: string | undefined): Promise<void>
  /**
   * Shares out what a link can carry by class, kbit/s towards the shore as last measured; `undefined`: it is not shaped.
   * Idempotent; rejects with TerminalError `network-failed`.
   */
  shape(link: string, capacityKbps: number | undefined): Promise<void>
  /** The link of each class, as far as the machine knows it: a kernel that was routed before we came knows it from the start. */
  routes(): Readonly<Record<string, string>>
  /** One handler; called about once a second for each link. */
  onTraffic(handler: (seen: LinkTraffic) => void): void
  /**
   * Whether the double tunnel carries: classes that are sent on two links go by it, or by their link alone. Absent where there is no kernel
   * below; rejects with TerminalError `network-failed`.
   */
  double?(isThrough: boolean): Promise<void>
  /** What links have carried so far; a link or class that the machine does not count is absent. Rejects with `network-failed`. */
  counters(): Promise<readonly LinkCounter[]>
  /** How the networks on the train's side stand, where the one who routes has them too; rejects with `network-failed`. */
  lans?(): Promise<readonly LanLook[]>
  /** Decides nothing more; on a kernel the routes stay, so that who comes next takes over without dropping a flow. */
  close(): Promise<void>
}

/** Which packets are meant: of the 32 bits of their fwmark, those that `mask` keeps are `mark`; and the table that routes them. */
export interface RoutedPackets {
  mark: number
  mask: number
  table: number
  /** Of the rule that sends them to the table. */
  priority: number
}

/** One of each family, or none. */
export interface AddressPair {
  ipv4?: string | undefined
  ipv6?: string | undefined
}

/** A link as the kernel knows it. The packets meant are those that run outside its tunnel: the tunnel's own, and probes. */
export interface NetworkLink extends RoutedPackets {
  name: string
  interface: string
  /** Where it is absent: what the main table has for the interface; on a line from point to point there need be none. */
  gateway: AddressPair
  /** Of the rule for packets from the link's own address: a socket that is bound to it goes by this link. */
  sourcePriority: number
  /** The interface of its tunnel, inside which classes run. Absent: they run in the open, behind the link's own address. */
  tunnel?: string | undefined
  /** The other end of its tunnel, inside it: the controller's alone. */
  peer?: string | undefined
  /** Who is asked for names on this link, in place of whoever the controller would ask; IPv4. */
  resolver?: string | undefined
}

/** A class of traffic as the kernel knows it. */
export interface NetworkClass extends RoutedPackets {
  name: string
  /** Interfaces on the train's side: what comes in by them is of this class. */
  ingress: readonly string[]
  /** Names of the links that may ever carry it; by others nothing of it leaves. */
  links: readonly string[]
  /** What it has of a shaped link before others share the rest, kbit/s. */
  floorKbps: number
  /** It reaches no private address, in tunnels either. */
  isInternetOnly: boolean
  /** What of the controller it reaches beside addresses and names. */
  reaches: readonly { protocol: 'tcp' | 'udp'; port: number }[]
  /** What it never exceeds on a shaped link, kbit/s; absent: all of it. */
  ceilingKbps?: number | undefined
  /** While a link of the double tunnel carries it, it is sent on both. */
  isDouble?: boolean | undefined
}

/** A tunnel inside those of two links. The packets meant are its own datagrams, each of which is sent through both. */
export interface DoubleTunnel extends RoutedPackets {
  interface: string
  /** Names of links that have a tunnel. */
  links: readonly [string, string]
  /** Its own IPv4 address, which its datagrams come from, and that of its other end. */
  own: string
  peer: string
}

/** A network of the controller's own on the train's side. */
export interface NetworkLan {
  interface: string
  /** The controller's, without the length of the network. */
  address: { ipv4: string; ipv6?: string | undefined }
  /** Whether it is served addresses and names. */
  isServed: boolean
}

/** Everything that the machine's routing is made from; nothing outside `owned` is ever changed. */
export interface NetworkPlan {
  links: readonly NetworkLink[]
  /** The most important first. */
  classes: readonly NetworkClass[]
  /** Of ingress interfaces of classes. */
  lans: readonly NetworkLan[]
  double?: DoubleTunnel | undefined
  owned: {
    /** Of rules, first and last. */
    priorities: readonly [number, number]
    /** Of routes, first and last. */
    tables: readonly [number, number]
    nftTable: string
    /** `proto` of routes and rules. */
    protocol: number
    /** Major number of queueing disciplines, hexadecimal. */
    qdisc: string
  }
}
