import { ubxChecksum } from './frame.ts'

const HEADER_BYTES = 6
const CHECKSUM_BYTES = 2

/** A UBX frame around a payload. u-blox M8 (UBX-13003221) §32.2. */
export const encodeUbx = (messageClass: number, messageId: number, payload: Uint8Array): Buffer => {
  const frame = Buffer.alloc(HEADER_BYTES + payload.length + CHECKSUM_BYTES)
  frame.set([0xb5, 0x62, messageClass, messageId])
  frame.writeUInt16LE(payload.length, 4)
  frame.set(payload, HEADER_BYTES)
  const checksumAt = HEADER_BYTES + payload.length
  frame.writeUInt16LE(ubxChecksum(frame, 2, checksumAt), checksumAt)
  return frame
}

/** A poll: the message's own class and id without a payload; the receiver answers with the message. */
const poll = (messageClass: number, messageId: number): Buffer => encodeUbx(messageClass, messageId, Buffer.alloc(0))

/** Asks who the receiver is. u-blox M8 §32.16.15. */
export const pollVersion = (): Buffer => poll(0x0a, 0x04)

/** Asks how the port is set up on which the question comes. u-blox M8 §32.10.25. */
export const pollPort = (): Buffer => poll(0x06, 0x00)
