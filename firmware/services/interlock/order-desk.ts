import { verify } from 'node:crypto'
import { parseOrder, type TransmitOrder } from '../../domain/transmit-order.ts'
import { publicKeyOf } from '../ed25519.ts'

const FORM = 'give STX1, disable or release, TRAIN, COUNTER, SIGNER, REASON and SIGNATURE, with a blank between each'

/** Reads signed orders: the order when its signature is that of a key of the configuration; in words why not else. */
export const orderDesk = (orderKeys: Readonly<Record<string, string>>): ((text: string) => TransmitOrder | string) => {
  const keys = new Map(Object.entries(orderKeys).map(([signer, base64]) => [signer, publicKeyOf(base64)]))
  return (text) => {
    const read = parseOrder(text)
    if (!read) return `it is no signed order: ${FORM}`
    const key = keys.get(read.order.signer)
    if (!key) return `${read.order.signer} is no signer of this train: interlock.orderKeys has none of that name`
    const isGenuine = verify(null, Buffer.from(read.signedText), key, read.signature)
    return isGenuine ? read.order : 'its signature is wrong'
  }
}
