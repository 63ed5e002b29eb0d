/** What WireGuard adds to a packet: IPv6 40, UDP 8, its own header and tag 32 (an outer IPv4 header is 20 less). */
const TUNNEL_HEADERS_BYTES = 80
/** The same where the outer packet is always IPv4: inside another tunnel. */
const INNER_TUNNEL_HEADERS_BYTES = 60

/**
 * The largest packet inside any tunnel: it fits the narrowest of the links, as a flow may come to each of them and its
 * segments do not shrink on the way. Links carry 1360 to 1500 bytes.
 */
export const tunnelMtuBytes = (outerMtusBytes: readonly number[]): number =>
  Math.min(...outerMtusBytes) - TUNNEL_HEADERS_BYTES

/** The largest packet of a class that is sent on two links: its tunnel runs inside those of both links. */
export const doubleMtuBytes = (mtuBytes: number): number => mtuBytes - INNER_TUNNEL_HEADERS_BYTES

/** RFC 8200 §5: no link of IPv6 has less. */
export const LEAST_MTU_BYTES = 1_280
