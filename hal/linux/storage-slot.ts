import { crc32 } from 'node:zlib'

/** One of a record's two files. */
export interface Slot {
  /** Of each write of the record, one more than that before it. */
  sequence: bigint
  payload: Uint8Array
}

/** A record is no larger, so that reading has a bound. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024

const MAGIC = 0x534c5331 // 'SLS1'
const SEQUENCE_AT = 4
const LENGTH_AT = 12
const CHECKSUM_AT = 16
/** Before the payload: magic, sequence number, length, CRC-32 of all but itself; big-endian. */
export const SLOT_HEADER_BYTES = 20

const checksumOf = (bytes: Uint8Array): number =>
  crc32(bytes.subarray(SLOT_HEADER_BYTES), crc32(bytes.subarray(0, CHECKSUM_AT)))

/** A file's bytes. */
export const packSlot = ({ sequence, payload }: Slot): Uint8Array => {
  const bytes = new Uint8Array(SLOT_HEADER_BYTES + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC)
  view.setBigUint64(SEQUENCE_AT, sequence)
  view.setUint32(LENGTH_AT, payload.length)
  bytes.set(payload, SLOT_HEADER_BYTES)
  view.setUint32(CHECKSUM_AT, checksumOf(bytes))
  return bytes
}

/** `undefined` for anything but a whole, undamaged file. */
export const unpackSlot = (bytes: Uint8Array): Slot | undefined => {
  if (bytes.length < SLOT_HEADER_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint32(0) !== MAGIC || view.getUint32(LENGTH_AT) !== bytes.length - SLOT_HEADER_BYTES) return undefined
  if (view.getUint32(CHECKSUM_AT) !== checksumOf(bytes)) return undefined
  return { sequence: view.getBigUint64(SEQUENCE_AT), payload: new Uint8Array(bytes.subarray(SLOT_HEADER_BYTES)) }
}

/** What the last whole write left. */
export const newestSlot = ([a, b]: readonly [Slot | undefined, Slot | undefined]): Slot | undefined => {
  if (!a || !b) return a ?? b
  return a.sequence >= b.sequence ? a : b
}
