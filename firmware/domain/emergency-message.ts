import { z } from 'zod'
import { type AuditHead, auditHead } from './audit-head.ts'
import { type EmergencyPhase, type EmergencyReport, emergencyId, emergencyReport } from './emergency-report.ts'
import { type MaintenanceRequest, maintenanceRequest } from './maintenance-request.ts'
import { hasMac, type MessageMac } from './message-mac.ts'

/** A report, a request or the end of the audit log goes to the shore; the shore says that it keeps it. */
export type EmergencyMessage =
  | { kind: 'report'; report: EmergencyReport }
  | { kind: 'acknowledged'; id: string; phase: EmergencyPhase }
  | { kind: 'request'; request: MaintenanceRequest }
  | { kind: 'noted'; id: string }
  | { kind: 'head'; head: AuditHead }

/** What became of bytes that are no message: `garbled` is none of ours, `forged` lacks the key. */
export type NotAnEmergency = 'garbled' | 'forged'

/** Our own format, big-endian: "SLEM", version, kind, length of the JSON in bytes (2), the JSON, MAC (16). */
const MAGIC = 0x534c_454d
const VERSION = 1
const HEAD_BYTES = 8
const MAC_BYTES = 16
/** Through a tunnel of the smallest MTU that there is (1,280), IPv4 and UDP taken off. */
export const EMERGENCY_BYTES_AT_MOST = 1_252

const acknowledgement = z.strictObject({ id: emergencyId, phase: z.enum(['raised', 'cancelled']) })

const noted = z.strictObject({ id: emergencyId })

const kinds = { report: 1, acknowledged: 2, request: 3, noted: 4, head: 5 } as const

const bodyOf = (message: EmergencyMessage): object => {
  if (message.kind === 'report') return message.report
  if (message.kind === 'request') return message.request
  if (message.kind === 'head') return message.head
  return message.kind === 'noted' ? { id: message.id } : { id: message.id, phase: message.phase }
}

/** Encodes one message; what its schema allows always fits. */
export const encodeEmergency = (message: EmergencyMessage, mac: MessageMac): Uint8Array => {
  const json = Buffer.from(JSON.stringify(bodyOf(message)))
  const signed = Buffer.alloc(HEAD_BYTES + json.length)
  signed.writeUInt32BE(MAGIC, 0)
  signed.writeUInt8(VERSION, 4)
  signed.writeUInt8(kinds[message.kind], 5)
  signed.writeUInt16BE(json.length, 6)
  json.copy(signed, HEAD_BYTES)
  return Buffer.concat([signed, mac(signed).subarray(0, MAC_BYTES)])
}

const readBody = (kind: number, json: string): EmergencyMessage | undefined => {
  const value: unknown = JSON.parse(json)
  if (kind === kinds.report) return { kind: 'report', report: emergencyReport.parse(value) }
  if (kind === kinds.request) return { kind: 'request', request: maintenanceRequest.parse(value) }
  if (kind === kinds.head) return { kind: 'head', head: auditHead.parse(value) }
  if (kind === kinds.noted) return { kind: 'noted', ...noted.parse(value) }
  return kind === kinds.acknowledged ? { kind: 'acknowledged', ...acknowledgement.parse(value) } : undefined
}

/** Decodes a datagram of any bytes; the MAC is looked at before anything that it signs is believed. */
export const decodeEmergency = (bytes: Uint8Array, mac: MessageMac): EmergencyMessage | NotAnEmergency => {
  if (bytes.length < HEAD_BYTES + MAC_BYTES || bytes.length > EMERGENCY_BYTES_AT_MOST) return 'garbled'
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = HEAD_BYTES + all.readUInt16BE(6)
  if (all.readUInt32BE(0) !== MAGIC || all.readUInt8(4) !== VERSION || end + MAC_BYTES !== all.length) return 'garbled'
  if (!hasMac(all.subarray(0, end), all.subarray(end), mac)) return 'forged'
  try {
    return readBody(all.readUInt8(5), all.toString('utf8', HEAD_BYTES, end)) ?? 'garbled'
  } catch {
    return 'garbled'
  }
}
