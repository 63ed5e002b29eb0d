import { createHash, createPrivateKey, sign } from 'node:crypto'
import { orderText, type TransmitOrder } from '../../firmware/domain/transmit-order.ts'
import { type SubmittedPdu, wholeTexts } from './devices/sms-submitted.ts'
import type { FaultSchedule } from './faults.ts'

/** What the virtual operator is given. */
interface NetworkOperatorOptions {
  faults: FaultSchedule
  utcMs(): number
  /** A text message to the train's LTE modem. */
  sendText(from: string, text: string): void
  /** What the train's LTE modem has handed to the network, the oldest first. */
  submitted(): readonly SubmittedPdu[]
}

/** The satellite network's operator, who may order transmission off by text message, and whom the train's file has alarms and requests sent to. */
export interface NetworkOperator {
  order(verb: TransmitOrder['do']): void
  /** The texts that came to its telephone whole, the oldest first. */
  received(): readonly string[]
}

const ORDER_FAULT = 'order-off'
const FORGED_FAULT = 'order-forged'
const NUMBER = '+77010000112'

/** A private key that everybody may know: it orders about the twin's trains alone. Its public half stands in their files. */
const seed = createHash('sha256').update('steppelink twin').digest()
/** RFC 8410 §7: what stands before the 32 bytes. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')
const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })

const signed = (text: string): string => `${text} ${sign(null, Buffer.from(text), key).toString('base64url')}`

/** Orders transmission off for as long as the fault `order-off` holds, and sends one that is not genuine for `order-forged`. */
export const networkOperator = ({ faults, utcMs, sendText, submitted }: NetworkOperatorOptions): NetworkOperator => {
  let counter = 0
  const textOf = (verb: TransmitOrder['do']): string => {
    // Seconds rise from ride to ride, and a second order in one of them is the next one's.
    counter = Math.max(counter + 1, Math.floor(utcMs() / 1000))
    return orderText({ do: verb, trainId: 'twin', counter, signer: 'twin-noc', reason: 'interference' })
  }
  const order = (verb: TransmitOrder['do']): void => sendText(NUMBER, signed(textOf(verb)))
  faults.onChange(({ name, isActive }) => {
    if (name === ORDER_FAULT) order(isActive ? 'disable' : 'release')
    // The signature of another text.
    if (name === FORGED_FAULT && isActive)
      sendText(NUMBER, `${textOf('disable')} ${signed('STX1').slice('STX1 '.length)}`)
  })
  return { order, received: () => wholeTexts(submitted().filter(({ to }) => to === NUMBER)) }
}
