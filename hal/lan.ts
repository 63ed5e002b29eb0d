/** A network on the train's side, as the controller serves it. Addresses are this machine's own with the length of the network: `10.71.5.1/24`. */
export interface Lan {
  interface: string
  /** Made where it is not there yet, on this parent. Absent: the interface is somebody else's, and has to be there. */
  vlan?: { parent: string; id: number } | undefined
  address: { ipv4: string; ipv6?: string | undefined }
  /** Absent: whoever is on it has an address already, and asks nobody here for names. */
  dhcp?: { from: string; to: string; leaseMinutes: number; clientsAtMost: number } | undefined
}

/** All networks on the train's side. */
export interface LanPlan {
  lans: readonly Lan[]
  /** Who is asked for names, by the present link of the class that asks. */
  resolvers: readonly string[]
  /** Where what was leased is kept, and what is served is written down. */
  folder: string
}

/** Networks that are served; what serves them goes on when this is closed. */
export interface Lans {
  /** Puts back what has gone missing; says how many things that were. Rejects with TerminalError `network-failed`. */
  restore(): Promise<number>
  close(): Promise<void>
}

/** How a network on the train's side stands, as the kernel and what serves it have it. */
export interface LanLook {
  interface: string
  isThere: boolean
  /** Of a VLAN: the port that it runs on. */
  parent?: { name: string; isThere: boolean }
  /** Somebody is at the other end of its cable. */
  hasCarrier: boolean
  /** The controller has its own address there. */
  hasAddress: boolean
  /** What has come in by it since it was made; absent while it is not there. */
  rxFrames?: number
  /** Whether what gives out addresses and names runs and answers, and how many are given out; absent where none are. */
  isServing?: boolean
  leases?: { held: number; most: number }
}
