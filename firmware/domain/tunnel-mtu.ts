/** What WireGuard adds to a packet: IPv6 40, UDP 8, its own header and tag 32 (an outer IPv4 header is 20 less). */
const TUNNEL_HEADERS_BYTES = 80

/**
 * The largest packet inside any tunnel: it fits the narrowest of the links, as a flow may come to each of them and its
 * segments do not shrink on the way. Links carry 1360 to 1500 bytes.
 */
export const tunnelMtuBytes = (outerMtusBytes: readonly number[]): number =>
  Math.min(...outerMtusBytes) - TUNNEL_HEADERS_BYTES
