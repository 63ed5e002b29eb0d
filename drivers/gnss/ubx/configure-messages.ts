import { encodeUbx } from './encode.ts'

const CLASS = 0x06
const GPS_TIME = 1
const DYNAMIC_MODEL_BIT = 1
/** Defaults: thresholds 3 and 15, the two bit fields that the manual wants so. */
const MONITOR_DEFAULTS = 0x2d62_acf3
const MONITOR_ON = 0x8000_0000
const MONITOR_GENERAL = 0x031e

/** CFG-RATE: an epoch each `epochMs`, aligned to GPS time. u-blox M8 (UBX-13003221) §32.10.27. */
export const setEpoch = (epochMs: number): Buffer => {
  const payload = Buffer.alloc(6)
  payload.writeUInt16LE(epochMs, 0)
  payload.writeUInt16LE(1, 2)
  payload.writeUInt16LE(GPS_TIME, 4)
  return encodeUbx(CLASS, 0x08, payload)
}

/** CFG-NAV5 with the mask of the dynamic model alone: the rest stays. u-blox M8 §32.10.19. */
export const setDynamicModel = (model: number): Buffer => {
  const payload = Buffer.alloc(36)
  payload.writeUInt16LE(DYNAMIC_MODEL_BIT, 0)
  payload[2] = model
  return encodeUbx(CLASS, 0x24, payload)
}

/** CFG-ITFM: the interference monitor on, antenna unknown. u-blox M8 §32.10.15. */
export const setInterferenceMonitor = (): Buffer => {
  const payload = Buffer.alloc(8)
  payload.writeUInt32LE(MONITOR_DEFAULTS + MONITOR_ON, 0)
  payload.writeUInt32LE(MONITOR_GENERAL, 4)
  return encodeUbx(CLASS, 0x39, payload)
}

/** CFG-MSG in its short form: a message's rate, in epochs, on the port on which this comes. u-blox M8 §32.10.18. */
export const setMessageRate = (message: { messageClass: number; messageId: number }, epochs: number): Buffer =>
  encodeUbx(CLASS, 0x01, Buffer.of(message.messageClass, message.messageId, epochs))
