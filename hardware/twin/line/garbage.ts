import type { Random } from '../../../hal/random.ts'

const BURST_SHARE = 0.6
const FLIP_SHARE = 0.08
const MAX_INSERTED = 6

const byteOf = (random: Random): number => Math.floor(random.next() * 256)

const flipSome = (bytes: Uint8Array, random: Random): Uint8Array =>
  bytes.map((byte) => (random.next() < FLIP_SHARE ? byte ^ (1 << Math.floor(random.next() * 8)) : byte))

const insertSome = (bytes: Uint8Array, random: Random): Uint8Array => {
  const at = Math.floor(random.next() * (bytes.length + 1))
  const inserted = Array.from({ length: 1 + Math.floor(random.next() * MAX_INSERTED) }, () => byteOf(random))
  return Uint8Array.from([...bytes.subarray(0, at), ...inserted, ...bytes.subarray(at)])
}

/** A bad earth or a chafed cable: some chunks arrive as they are, the others with flipped bits and bytes that nobody sent. */
export const garble = (bytes: Uint8Array, random: Random): Uint8Array => {
  if (random.next() > BURST_SHARE) return bytes
  const flipped = flipSome(bytes, random)
  return random.next() < 0.5 ? insertSome(flipped, random) : flipped
}
