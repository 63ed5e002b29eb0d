/** What shore or the network's operator orders: transmission off, latched until it is released. */
export interface TransmitOrder {
  do: 'disable' | 'release'
  /** The train that is meant. */
  trainId: string
  /** Rises with every order of one key: an old one cannot be sent again. */
  counter: number
  /** Whose key signed it, as the configuration names it. */
  signer: string
  reason: string
}

/** The public key of the twin's operator, whose private half everybody may know; base64. */
export const TWIN_ORDER_KEY = 'fuZX3LofVUj94Znm5MtIVMBquARyUV77yca0dpeBYQ4='

/** An order as it came: what was signed, and the signature, ed25519, 64 bytes. */
export interface SignedOrder {
  order: TransmitOrder
  signedText: string
  signature: Uint8Array
}

/** Of twelve digits. */
export const COUNTER_AT_MOST = 999_999_999_999

const FORM =
  /^(STX1 (disable|release) ([a-z][a-z0-9-]{0,31}) (\d{1,12}) ([a-z][a-z0-9-]{0,31}) ([\x20-\x7e]{1,40})) ([A-Za-z0-9_-]{86})$/

/**
 * One line of ASCII, short enough for one text message of 160 characters: `STX1 disable TRAIN COUNTER SIGNER REASON SIGNATURE`, the signature
 * base64url over all before its blank. `undefined` for anything else; the signature is not checked here.
 */
export const parseOrder = (text: string): SignedOrder | undefined => {
  const found = FORM.exec(text.trim())
  if (!found) return undefined
  const [, signedText = '', verb, trainId = '', counter, signer = '', reason = '', signature = ''] = found
  return {
    order: { do: verb === 'release' ? 'release' : 'disable', trainId, counter: Number(counter), signer, reason },
    signedText,
    signature: Buffer.from(signature, 'base64url'),
  }
}

/** The text that is to be signed. */
export const orderText = ({ do: verb, trainId, counter, signer, reason }: TransmitOrder): string =>
  `STX1 ${verb} ${trainId} ${counter} ${signer} ${reason}`
