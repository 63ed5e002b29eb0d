/** The first 16 bytes of an HMAC-SHA256 over the bytes given (RFC 2104, RFC 4868 §2.1.2). */
export type MessageMac = (bytes: Uint8Array) => Uint8Array

/** Whether bytes have this MAC; compares in the same time whatever differs. */
export const hasMac = (signed: Uint8Array, stated: Uint8Array, mac: MessageMac): boolean => {
  const right = mac(signed)
  let difference = right.length ^ stated.length
  for (const [index, byte] of right.entries()) difference |= byte ^ (stated[index] ?? 0)
  return difference === 0
}
