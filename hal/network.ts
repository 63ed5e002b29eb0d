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
}

/**
 * The routing of the machine: which link each class of traffic takes.
 * `route` is idempotent and replaces the class's earlier link; `undefined` means that nothing carries the class.
 * It rejects with TerminalError `network-failed`, and then the earlier route still holds.
 */
export interface Network {
  route(trafficClass: string, link: string | undefined): Promise<void>
  /** One handler; called about once a second for each link. */
  onTraffic(handler: (seen: LinkTraffic) => void): void
  close(): Promise<void>
}
