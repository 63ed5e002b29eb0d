/** Where a server listens, and how much it bears. */
export interface TcpServerSettings {
  /** The address to listen on; a loopback address unless the train's configuration says otherwise. */
  host: string
  /** 0 takes any free port. */
  port: number
  /** More clients than this are hung up on at once, counted. */
  maxClients: number
  /** A client for which more than this waits to be read is dropped, counted; the kernel's own buffers come on top. */
  maxUnreadBytes: number
}

/** One client of a server. */
export interface TcpClient {
  /** Its address and port. */
  readonly name: string
  /** One handler; chunks as they come, of any size up to 64 KiB. */
  onData(handler: (bytes: Uint8Array) => void): void
  /** One handler; called once, whoever ended it. */
  onClose(handler: () => void): void
  /** Never waits: a client that does not read is dropped instead. Does nothing once it is closed. */
  send(what: string | Uint8Array): void
  /** Hangs up after what was sent is on its way, 1 s at most, whatever the client does. */
  close(): void
}

export interface TcpServerCounters {
  /** Connected now. */
  clients: number
  accepted: number
  /** Hung up on because there were too many, or not handed over by the system. */
  refused: number
  /** Dropped because they did not read. */
  dropped: number
  /** Times that it stopped listening for a while because file descriptors had run out. */
  rests: number
}

/** A server that listens until it is closed; while file descriptors have run out it rests, 1 s to 30 s at a time, and clients are turned away. */
export interface TcpServer {
  /** The port that it took. */
  readonly port: number
  counters(): TcpServerCounters
  /** Stops listening and hangs up on every client. */
  close(): Promise<void>
}

/** Listens for clients; rejects with TerminalError `port-busy` when the port is taken, `port-denied` or `port-failed`. */
export type ListenTcp = (settings: TcpServerSettings, onClient: (client: TcpClient) => void) => Promise<TcpServer>
