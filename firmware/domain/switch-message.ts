import { hasMac, type MessageMac } from './message-mac.ts'
import { type TrafficClass, trafficClasses } from './traffic-class.ts'

/** Where a message stands in the order of its sender's: of two runs of the train's firmware the later has the higher `run`. */
export interface SwitchOrder {
  /** 0 to 2^53 − 1. */
  run: number
  /** Within the run, 0 to 2^32 − 1. */
  number: number
}

/** The train says that a class of traffic now goes by the tunnel in which this message runs; the hub answers with the order that it knows. */
export type SwitchMessage = SwitchOrder & { trafficClass: TrafficClass } & (
    | { kind: 'announce' }
    /** `stale`: a message that is as old as one before it was not obeyed; `run` and `number` are of the newest obeyed. */
    | { kind: 'answer'; outcome: 'moved' | 'stale' | 'failed' }
    /** Whether the hub hears what comes by this tunnel, and its answer with the same order; the class means nothing. */
    | { kind: 'ask' }
    | { kind: 'here' }
  )

export type SwitchMac = MessageMac

/** Our own format, big-endian: "SLSW", version, kind, class, outcome, run (8), number (4), MAC (16). */
export const SWITCH_MESSAGE_BYTES = 36
const SIGNED_BYTES = 20
const MAGIC = 0x534c_5357
const VERSION = 1
const kinds = ['announce', 'answer', 'ask', 'here'] as const
const outcomes = ['moved', 'stale', 'failed'] as const
const MAX_NUMBER = 0xffff_ffff

/** What became of bytes that are no message: `garbled` is none of ours, `forged` lacks the key. */
export type NotASwitch = 'garbled' | 'forged'

/** Encodes one message; asserts nothing, as its types hold what the format does. */
export const encodeSwitch = (message: SwitchMessage, mac: SwitchMac): Uint8Array => {
  const bytes = new Uint8Array(SWITCH_MESSAGE_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC)
  view.setUint8(4, VERSION)
  view.setUint8(5, kinds.indexOf(message.kind) + 1)
  view.setUint8(6, trafficClasses.indexOf(message.trafficClass) + 1)
  view.setUint8(7, message.kind === 'answer' ? outcomes.indexOf(message.outcome) : 0)
  view.setBigUint64(8, BigInt(message.run))
  view.setUint32(16, message.number)
  bytes.set(mac(bytes.subarray(0, SIGNED_BYTES)).subarray(0, SWITCH_MESSAGE_BYTES - SIGNED_BYTES), SIGNED_BYTES)
  return bytes
}

const readSigned = (view: DataView): SwitchMessage | undefined => {
  const trafficClass = trafficClasses[view.getUint8(6) - 1]
  const outcome = outcomes[view.getUint8(7)]
  const run = view.getBigUint64(8)
  if (trafficClass === undefined || outcome === undefined || run > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  const shared = { trafficClass, run: Number(run), number: view.getUint32(16) }
  const kind = kinds[view.getUint8(5) - 1]
  if (kind === 'answer') return { kind, outcome, ...shared }
  return kind === undefined || view.getUint8(7) !== 0 ? undefined : { kind, ...shared }
}

/** Decodes a datagram of any bytes; the MAC is looked at before anything that it signs is believed. */
export const decodeSwitch = (bytes: Uint8Array, mac: SwitchMac): SwitchMessage | NotASwitch => {
  if (bytes.length !== SWITCH_MESSAGE_BYTES) return 'garbled'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint32(0) !== MAGIC || view.getUint8(4) !== VERSION) return 'garbled'
  if (!hasMac(bytes.subarray(0, SIGNED_BYTES), bytes.subarray(SIGNED_BYTES), mac)) return 'forged'
  return readSigned(view) ?? 'garbled'
}

/** Whether a message comes after another of the same sender. */
export const isLater = (a: SwitchOrder, b: SwitchOrder): boolean =>
  a.run > b.run || (a.run === b.run && a.number > b.number)

/** The order of the next message; a run that has used up its numbers goes over into the next. */
export const nextOrder = ({ run, number }: SwitchOrder): SwitchOrder =>
  number < MAX_NUMBER ? { run, number: number + 1 } : { run: run + 1, number: 0 }
