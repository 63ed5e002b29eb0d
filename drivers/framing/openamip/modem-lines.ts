import type { ModemMessage, Unreadable } from './messages.ts'
import {
  decodeLine,
  flag,
  isFlag,
  isPolarization,
  numberAt,
  oneNumber,
  plainWords,
  type Read,
  rounded,
  twoNumbers,
} from './words.ts'

const readSatellite: Read<ModemMessage> = (words) => {
  const [longitudeDeg, maxLatitudeDeg, skewDeg] = [numberAt(words, 0), numberAt(words, 1), numberAt(words, 2)]
  if (longitudeDeg === undefined) return 'argument 1 is no number'
  if (words.length > 1 && maxLatitudeDeg === undefined) return 'argument 2 is no number'
  if (words.length > 2 && skewDeg === undefined) return 'argument 3 is no number'
  if (longitudeDeg < -180 || longitudeDeg > 360) return 'longitude outside −180..360'
  return {
    kind: 'satellite',
    longitudeDeg: longitudeDeg > 180 ? longitudeDeg - 360 : longitudeDeg,
    ...(maxLatitudeDeg === undefined ? {} : { maxLatitudeDeg }),
    ...(skewDeg === undefined ? {} : { skewDeg }),
  }
}

const readPolarization: Read<ModemMessage> = ([rx, tx]) =>
  isPolarization(rx) && isPolarization(tx) ? { kind: 'polarization', rx, tx } : 'polarization is not H, V, L or R'

const readLock: Read<ModemMessage> = ([lock, transmit]) =>
  isFlag(lock) && isFlag(transmit)
    ? { kind: 'lock', isLocked: lock === '1', isTransmitAllowed: transmit === '1' }
    : 'lock and transmit are not 0 or 1'

const readInterval =
  (kind: 'status-interval' | 'position-interval'): Read<ModemMessage> =>
  (words) =>
    oneNumber<ModemMessage>(words, (interval) => (interval < 0 ? 'interval below 0' : { kind, interval }))

/** OpenAMIP, messages of the modem. */
const readers: Readonly<Record<string, Read<ModemMessage>>> = {
  S: readSatellite,
  P: readPolarization,
  H: (words) => twoNumbers(words, (frequencyMhz, bandwidthMhz) => ({ kind: 'hunt', frequencyMhz, bandwidthMhz })),
  B: (words) => twoNumbers(words, (rxMhz, txMhz) => ({ kind: 'local-oscillators', rxMhz, txMhz })),
  T: (words) =>
    twoNumbers(words, (frequencyMhz, bandwidthMhz) => ({ kind: 'transmit-carrier', frequencyMhz, bandwidthMhz })),
  K: (words) => oneNumber(words, (skewDeg) => ({ kind: 'max-skew', skewDeg })),
  // No source settles the arguments of X and E: handed on as words.
  X: (words) => ({ kind: 'extra', words }),
  E: (words) => ({ kind: 'expected-power', words }),
  I: (words) => ({ kind: 'identity', text: words.join(' ') }),
  F: () => ({ kind: 'find' }),
  L: readLock,
  A: readInterval('status-interval'),
  W: readInterval('position-interval'),
  C: (words) => oneNumber(words, (carrierToNoiseDb) => ({ kind: 'carrier-to-noise', carrierToNoiseDb })),
}

/** Decodes one line of a modem, with or without its line end. */
export const decodeModemMessage = (line: string): ModemMessage | Unreadable => decodeLine(line, 'a modem', readers)

const satelliteWords = (message: Extract<ModemMessage, { kind: 'satellite' }>): string => {
  const { longitudeDeg, maxLatitudeDeg = 0, skewDeg = 0 } = message
  return `S ${rounded(longitudeDeg, 2)} ${rounded(maxLatitudeDeg, 2)} ${rounded(skewDeg, 2)}`
}

const wordsOf = (message: ModemMessage): string => {
  switch (message.kind) {
    case 'satellite':
      return satelliteWords(message)
    case 'polarization':
      return `P ${message.rx} ${message.tx}`
    case 'hunt':
      return `H ${rounded(message.frequencyMhz, 3)} ${rounded(message.bandwidthMhz, 3)}`
    case 'local-oscillators':
      return `B ${rounded(message.rxMhz, 3)} ${rounded(message.txMhz, 3)}`
    case 'transmit-carrier':
      return `T ${rounded(message.frequencyMhz, 3)} ${rounded(message.bandwidthMhz, 3)}`
    case 'max-skew':
      return `K ${rounded(message.skewDeg, 2)}`
    case 'extra':
      return `X ${plainWords(message.words.join(' '))}`
    case 'expected-power':
      return `E ${plainWords(message.words.join(' '))}`
    case 'identity':
      return `I ${plainWords(message.text)}`
    case 'find':
      return 'F'
    case 'lock':
      return `L ${flag(message.isLocked)} ${flag(message.isTransmitAllowed)}`
    case 'status-interval':
      return `A ${message.interval}`
    case 'position-interval':
      return `W ${message.interval}`
    case 'carrier-to-noise':
      return `C ${rounded(message.carrierToNoiseDb, 1)}`
  }
}

/** Encodes one message of a modem, ended by a line feed; a satellite is always sent with all its three arguments. */
export const encodeModemMessage = (message: ModemMessage): string => `${wordsOf(message)}\n`
