import type { UbxAcknowledge } from './acknowledge.ts'
import type { UbxPort } from './port.ts'
import type { UbxVersion } from './version.ts'

export type KnownUbxMessage = UbxAcknowledge | UbxPort | UbxVersion

/** A message whose checksum was right: understood, of a kind not decoded here, or with content that cannot be. */
export type UbxMessage =
  | KnownUbxMessage
  | { kind: 'other'; messageClass: number; messageId: number }
  | { kind: 'invalid'; messageClass: number; messageId: number; reason: string }
