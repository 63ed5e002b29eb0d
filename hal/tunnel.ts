/** One WireGuard tunnel of this machine: an interface with one peer. */
export interface Tunnel {
  /** The interface, 1 to 15 characters. */
  interface: string
  /** A file with the private key in base64, for its owner alone. */
  privateKeyFile: string
  /** UDP port outside; absent: any. */
  listenPort?: number | undefined
  /** Mark of what the tunnel sends outside; 0: none. It decides the outer path for good. */
  fwmark: number
  /** The largest packet inside. */
  mtuBytes: number
  /** IPv4 addresses inside, of this end and the other: probes and switch messages run between them. */
  address: { own: string; peer: string }
  peer: {
    /** base64. */
    publicKey: string
    /** HOST:PORT, an address; absent: learnt from what comes. */
    endpoint?: string | undefined
    /** Networks that may come from the peer and go to it. */
    allowed: readonly string[]
    /** 0: none. */
    keepaliveS: number
  }
}

/** Tunnels that are kept as they are wanted. */
export interface Tunnels {
  /** Makes what differs as it is wanted and says how many tunnels that were; rejects with TerminalError `network-failed`. */
  restore(): Promise<number>
  /** Looks after them no more; the tunnels stay, so that who comes next takes them over without dropping a flow. */
  close(): Promise<void>
}

/** Two ways of which each carries a copy of what a tunnel sends outside. */
export interface TwoWays {
  /** The tunnel's own interface. */
  interface: string
  /** Of what it sends: of the 32 bits, those that `mask` keeps are `mark`. */
  mark: number
  mask: number
  /** Interfaces, and the address of the other end behind each. */
  ways: readonly [{ interface: string; peer: string }, { interface: string; peer: string }]
  /** The nft table that does it. */
  nftTable: string
}
