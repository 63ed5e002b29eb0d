/**
 * One opened line to a device: a serial port, a pseudo-terminal, a TCP connection, or memory in an accelerated ride.
 * It carries bytes once, until it closes; opening it again is `SerialLink`'s business.
 */
export interface Port {
  /** Hands bytes to the line. `done` is called once: without an error when they left, with a TerminalError when they did not. */
  write(bytes: Uint8Array, done: (error?: Error) => void): void
  /** At least one byte a call, in any fragmentation. One handler; set before the first byte can arrive. */
  onData(handler: (bytes: Uint8Array) => void): void
  /** Called once, whoever closed it. */
  onClose(handler: (cause?: Error) => void): void
  /** Changes the pace of the line; `done` as in `write`. Absent where a line has none of its own (TCP). */
  setBaudRate?(baudRate: number, done: (error?: Error) => void): void
  /** Closes; pending writes end with an error. Harmless when closed. */
  close(): void
}

/** Opens the line; rejects with a TerminalError that says whether trying again makes sense. */
export type OpenPort = () => Promise<Port>

/** How a serial line is set up. Ports without hardware (PTY, memory) take the baud rate as the pace to imitate. */
export interface SerialSettings {
  baudRate: number
  dataBits: 7 | 8
  parity: 'none' | 'even' | 'odd'
  stopBits: 1 | 2
  /**
   * A person's terminal is at the other end. The line then closes when its carrier (DCD) falls, as when a plug is pulled (one that never had
   * any stays open); a BREAK comes as three NULs, and a byte that arrived damaged as `FF`; a write is done when its bytes have left the machine.
   */
  isTerminal?: boolean
}
