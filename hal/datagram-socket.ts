/** A UDP socket at one address of this machine. */
export interface DatagramSocket {
  /** One handler; each datagram whole. */
  onMessage(handler: (bytes: Uint8Array, from: DatagramAddress) => void): void
  /**
   * Never rejects: what cannot be sent is lost, as on the way. Resolves with whether the kernel has taken it; that says nothing of the
   * way beyond. Whoever waits for it sets a limit: a socket that is closed meanwhile may never say.
   */
  send(bytes: Uint8Array, to: DatagramAddress): Promise<boolean>
  close(): Promise<void>
}

export interface DatagramAddress {
  /** IPv4. */
  host: string
  port: number
}

/** Opens a socket at an address, port 0 for any; rejects with TerminalError `port-busy`, `port-denied` or `port-failed`. */
export type OpenDatagramSocket = (at: DatagramAddress) => Promise<DatagramSocket>
