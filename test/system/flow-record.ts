/** What one end of a flow printed at its end. */
export interface FlowRecord {
  sent: number
  received: [sequence: number, atMs: number][]
}

/** How many of the other end's datagrams never came. */
export const lostOf = (from: FlowRecord, to: FlowRecord): number =>
  from.sent - new Set(to.received.map(([sequence]) => sequence)).size

/** The longest silence that began or ended within a time, ms. */
export const longestGapMs = ({ received }: FlowRecord, fromMs: number, toMs: number): number => {
  const times = received.map(([, atMs]) => atMs)
  const gaps = times.flatMap((atMs, index) => {
    const beforeMs = times[index - 1]
    return beforeMs === undefined || atMs < fromMs || beforeMs > toMs ? [] : [atMs - beforeMs]
  })
  return Math.max(0, ...gaps)
}

/** When the first datagram came after an instant; infinite when none did. */
export const firstAfterMs = ({ received }: FlowRecord, sinceMs: number): number =>
  received.find(([, atMs]) => atMs > sinceMs)?.[1] ?? Number.POSITIVE_INFINITY
