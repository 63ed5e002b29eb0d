/** The receiver's answer to a CFG message. */
export interface UbxAcknowledge {
  kind: 'acknowledge'
  isAccepted: boolean
  /** Of the message that is answered. */
  messageClass: number
  messageId: number
}

const decode = (payload: Buffer, isAccepted: boolean): UbxAcknowledge => ({
  kind: 'acknowledge',
  isAccepted,
  messageClass: payload[0] as number,
  messageId: payload[1] as number,
})

/** ACK-ACK, 2 bytes. u-blox M8 (UBX-13003221), UBX-ACK-ACK (0x05 0x01). */
export const decodeAck = (payload: Buffer): UbxAcknowledge => decode(payload, true)

/** ACK-NAK, 2 bytes. u-blox M8 (UBX-13003221), UBX-ACK-NAK (0x05 0x00). */
export const decodeNak = (payload: Buffer): UbxAcknowledge => decode(payload, false)
