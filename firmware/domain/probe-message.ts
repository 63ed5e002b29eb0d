import { hasMac } from './message-mac.ts'
import type { SwitchMac } from './switch-message.ts'

/** What one end of a tunnel has counted of it, each modulo 2^32. */
export interface TunnelCounts {
  receivedPackets: number
  sentPackets: number
}

/**
 * A probe goes from the train to the hub inside a tunnel, and its answer comes back with what the hub has counted of that tunnel.
 * `unheard` comes unasked: for `silentMs` the hub has heard nothing by the tunnel, although it sends.
 */
export type ProbeMessage =
  | { kind: 'probe'; number: number }
  | ({ kind: 'answer'; number: number } & TunnelCounts)
  | ({ kind: 'unheard'; silentMs: number } & TunnelCounts)

/** Our own format, big-endian: "SLPR", version, kind, 2 bytes of zero, number or silence (4), received (4), sent (4), MAC (16). All are of one length: an answer is no amplifier. */
export const PROBE_MESSAGE_BYTES = 36
const SIGNED_BYTES = 20
const MAGIC = 0x534c_5052
const VERSION = 1
const kinds = ['probe', 'answer', 'unheard'] as const

/** Encodes one message; numbers are taken modulo 2^32. */
export const encodeProbe = (message: ProbeMessage, mac: SwitchMac): Uint8Array => {
  const bytes = new Uint8Array(PROBE_MESSAGE_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC)
  view.setUint8(4, VERSION)
  view.setUint8(5, kinds.indexOf(message.kind) + 1)
  view.setUint32(8, message.kind === 'unheard' ? message.silentMs : message.number)
  view.setUint32(12, message.kind === 'probe' ? 0 : message.receivedPackets)
  view.setUint32(16, message.kind === 'probe' ? 0 : message.sentPackets)
  bytes.set(mac(bytes.subarray(0, SIGNED_BYTES)), SIGNED_BYTES)
  return bytes
}

const readSigned = (view: DataView): ProbeMessage | undefined => {
  const number = view.getUint32(8)
  const counts: TunnelCounts = { receivedPackets: view.getUint32(12), sentPackets: view.getUint32(16) }
  const kind = kinds[view.getUint8(5) - 1]
  if (kind === 'probe') return counts.receivedPackets === 0 && counts.sentPackets === 0 ? { kind, number } : undefined
  if (kind === 'answer') return { kind, number, ...counts }
  return kind === 'unheard' ? { kind, silentMs: number, ...counts } : undefined
}

/** Decodes a datagram of any bytes; `garbled` is none of ours, `forged` lacks the key. The MAC is looked at before what it signs is believed. */
export const decodeProbe = (bytes: Uint8Array, mac: SwitchMac): ProbeMessage | 'garbled' | 'forged' => {
  if (bytes.length !== PROBE_MESSAGE_BYTES) return 'garbled'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint32(0) !== MAGIC || view.getUint8(4) !== VERSION || view.getUint16(6) !== 0) return 'garbled'
  if (!hasMac(bytes.subarray(0, SIGNED_BYTES), bytes.subarray(SIGNED_BYTES), mac)) return 'forged'
  return readSigned(view) ?? 'garbled'
}
