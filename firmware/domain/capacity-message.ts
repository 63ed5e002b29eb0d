import { hasMac, type MessageMac } from './message-mac.ts'
import type { NotASwitch, SwitchOrder } from './switch-message.ts'

/** The train says what the link in whose tunnel this message runs can carry from the shore. */
export interface CapacityMessage extends SwitchOrder {
  /** 1 to 2^32 − 1; absent: not known. */
  kbps?: number | undefined
}

/** Our own format, big-endian: "SLCP", version, three bytes of 0, run (8), number (4), kbit/s (4; 0: not known), MAC (16). */
export const CAPACITY_MESSAGE_BYTES = 40
const SIGNED_BYTES = 24
const MAGIC = 0x534c_4350
const HEAD = 0x0100_0000

/** Encodes one message. */
export const encodeCapacity = ({ run, number, kbps = 0 }: CapacityMessage, mac: MessageMac): Uint8Array => {
  const bytes = new Uint8Array(CAPACITY_MESSAGE_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC)
  view.setUint32(4, HEAD)
  view.setBigUint64(8, BigInt(run))
  view.setUint32(16, number)
  view.setUint32(20, Math.min(0xffff_ffff, kbps))
  bytes.set(mac(bytes.subarray(0, SIGNED_BYTES)).subarray(0, CAPACITY_MESSAGE_BYTES - SIGNED_BYTES), SIGNED_BYTES)
  return bytes
}

/** Decodes a datagram of any bytes; the MAC is looked at before anything that it signs is believed. */
export const decodeCapacity = (bytes: Uint8Array, mac: MessageMac): CapacityMessage | NotASwitch => {
  if (bytes.length !== CAPACITY_MESSAGE_BYTES) return 'garbled'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint32(0) !== MAGIC || view.getUint32(4) !== HEAD) return 'garbled'
  if (!hasMac(bytes.subarray(0, SIGNED_BYTES), bytes.subarray(SIGNED_BYTES), mac)) return 'forged'
  const run = view.getBigUint64(8)
  if (run > BigInt(Number.MAX_SAFE_INTEGER)) return 'garbled'
  const kbps = view.getUint32(20)
  return { run: Number(run), number: view.getUint32(16), ...(kbps > 0 && { kbps }) }
}
