import { createHmac } from 'node:crypto'
import type { SwitchMac } from '../domain/switch-message.ts'

const MAC_BYTES = 16

/** The MAC of switch messages with a key in base64. */
export const switchMac = (keyBase64: string): SwitchMac => {
  const key = Buffer.from(keyBase64, 'base64')
  return (bytes) => createHmac('sha256', key).update(bytes).digest().subarray(0, MAC_BYTES)
}
