/** What happened on a line since it was first opened. */
export interface LinkCounters {
  rxBytes: number
  txBytes: number
  /** Times the line was opened again after the first. */
  reconnects: number
  /** Writes that missed their deadline or found the line closed. */
  writeErrors: number
}

/**
 * A line that keeps itself open: it reconnects with growing, bounded delays for as long as it is not closed,
 * also when the line looks open but nothing has arrived for longer than its silence limit.
 * Bytes written while it is down are refused, never queued.
 */
export interface SerialLink {
  readonly name: string
  /** Rejects with TerminalError `port-closed` or `port-write-timeout`; resolves when the bytes left. */
  write(bytes: Uint8Array): Promise<void>
  /** One handler; bytes in any fragmentation. */
  onData(handler: (bytes: Uint8Array) => void): void
  /** Called with each change and at once with the present state. */
  onState(handler: (state: 'open' | 'closed') => void): void
  counters(): LinkCounters
  /**
   * Changes the pace of the line, and keeps it when the line is opened again; one asked for while the line is down holds
   * from the next opening. Rejects with TerminalError `port-failed`, retry `never`, when the line has no pace of its own.
   * Absent on links that never have one.
   */
  setBaudRate?(baudRate: number): Promise<void>
  /** Ends the line for good; resolves when the port is released. */
  close(): Promise<void>
}
