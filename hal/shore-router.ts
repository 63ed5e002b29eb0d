/** The shore's half of the routing: by which tunnel packets go back to the train. */
export interface ShoreRouter {
  /**
   * All flows of a class go back by this link from now on, and what still comes by its other links no longer turns them for a moment.
   * Rejects with TerminalError `network-failed`, and then flows go back by the tunnel on which the train last sent them.
   */
  move(trafficClass: string, link: string): Promise<void>
  /**
   * Shares out what a link can carry to the train by class and client, kbit/s as the train told it; `undefined`: it is not shaped.
   * Idempotent; rejects with TerminalError `network-failed`.
   */
  shape(link: string, capacityKbps: number | undefined): Promise<void>
  /** Puts back what has gone missing; says how many things that were. Rejects with TerminalError `network-failed`. */
  restore(): Promise<number>
  /** Decides nothing more; routes and tunnels stay. */
  close(): Promise<void>
}

export interface ShoreLink {
  name: string
  interface: string
  mark: number
  table: number
  priority: number
  /** By these what goes to it goes while its interface is away. */
  spares?: readonly string[] | undefined
}

/** What a hub's routing is made from. */
export interface ShorePlan {
  /** The interface to the Internet, behind whose address trains are. */
  uplink: string
  /** The largest packet inside any tunnel. */
  mtuBytes: number
  /** Which of the 32 bits of a mark tell the link. */
  linkMask: number
  links: readonly ShoreLink[]
  /** Of a tunnel inside those of two links: its own datagrams, which come from its address, leave by these interfaces. */
  outer?: { mark: number; table: number; priority: number; own: string; interfaces: readonly string[] } | undefined
  /** The train's networks of each class, the mark of the class, and what it has of a shaped link, kbit/s; the most important first. */
  classes: readonly {
    name: string
    mark: number
    networks: readonly string[]
    floorKbps: number
    ceilingKbps?: number | undefined
  }[]
  /** What comes in by a tunnel for the hub itself: from one address to these UDP ports. To everything else it is closed out of tunnels. */
  heard: readonly { interface: string; from: string; ports: readonly number[] }[]
  owned: { nftTable: string; protocol: number; qdisc: string }
}
