/** What an interface of this machine has sent and received since it was made. */
export interface InterfaceCounts {
  receivedPackets: number
  receivedBytes: number
  sentPackets: number
  sentBytes: number
}

/**
 * Counters by name of interface, read now: it takes well under a millisecond and never waits. What the machine cannot tell is absent,
 * as an interface that is not there is.
 */
export type ReadInterfaceCounters = () => ReadonlyMap<string, InterfaceCounts>
