import { CLIENTS, classId, firstClientId, type SharedLink } from './shaped-tree.ts'

/**
 * Where the last byte of a client's address stands in the header, bits from its begin (RFC 791 §3.1, RFC 8200 §3). Four bytes are read
 * from there on, as many as a priority has.
 */
const LAST_BYTE = {
  shore: { ipv4: '@nh,120,32', ipv6: '@nh,184,32' },
  train: { ipv4: '@nh,152,32', ipv6: '@nh,312,32' },
} as const

/** nft writes what it reads of a packet with the first byte foremost, and the kernel of x86-64 and arm64 takes a priority with the last. */
const asRead = (value: number): string => {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, value, true)
  return `0x${view.getUint32(0).toString(16)}`
}

const ofClient = (shared: SharedLink, index: number): string[] =>
  (['ipv4', 'ipv6'] as const).map(
    (family) =>
      `meta nfproto ${family} meta priority set ${LAST_BYTE[shared.towards][family]} and ${asRead(CLIENTS - 1)} or ${asRead(firstClientId(shared, index))}`,
  )

/** The rules by which nft gives a packet of a class its queue. */
export const queueRules = (shared: SharedLink, index: number): string[] =>
  shared.isolation === 'cake' ? [`meta priority set ${classId(shared, index)}`] : ofClient(shared, index)
