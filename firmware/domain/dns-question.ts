/** RFC 1035 §4.1: a header of 12 bytes, and here one question for the root's address, which has none: the answer is small. */
const HEADER_BYTES = 12
const ROOT_QUESTION = [0, 0, 1, 0, 1]
const RECURSION_DESIRED = 0x0100
const IS_ANSWER = 0x8000

/** The smallest question that any DNS server answers; `id` is taken modulo 2^16. */
export const dnsQuestion = (id: number): Uint8Array => {
  const bytes = new Uint8Array(HEADER_BYTES + ROOT_QUESTION.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, id)
  view.setUint16(2, RECURSION_DESIRED)
  view.setUint16(4, 1)
  bytes.set(ROOT_QUESTION, HEADER_BYTES)
  return bytes
}

/** The id of an answer, whatever it says; `undefined` for bytes that are none. */
export const dnsAnswerId = (bytes: Uint8Array): number | undefined => {
  if (bytes.length < HEADER_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return (view.getUint16(2) & IS_ANSWER) === 0 ? undefined : view.getUint16(0)
}
