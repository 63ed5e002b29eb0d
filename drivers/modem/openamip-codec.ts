/** One line from an OpenAMIP modem, by position of its arguments; `unreadable` says why it is none. */
export type ModemMessage =
  | { kind: 'satellite'; longitudeDeg: number; maxLatitudeDeg?: number; skewDeg?: number }
  | { kind: 'polarization'; rx: Polarization; tx: Polarization }
  | { kind: 'hunt'; frequencyMhz: number; bandwidthMhz: number }
  | { kind: 'local-oscillators'; rxMhz: number; txMhz: number }
  | { kind: 'transmit-carrier'; frequencyMhz: number; bandwidthMhz: number }
  | { kind: 'max-skew'; skewDeg: number }
  | { kind: 'extra'; words: readonly string[] }
  | { kind: 'expected-power'; words: readonly string[] }
  | { kind: 'identity'; text: string }
  | { kind: 'find' }
  | { kind: 'lock'; isLocked: boolean; isTransmitAllowed: boolean }
  | { kind: 'status-interval'; interval: number }
  | { kind: 'position-interval'; interval: number }
  | { kind: 'carrier-to-noise'; carrierToNoiseDb: number }
  | { kind: 'unreadable'; reason: string }

/** Horizontal, vertical, left-hand and right-hand circular. */
type Polarization = 'H' | 'V' | 'L' | 'R'

/** What an antenna sends, one message a line. */
export type AntennaMessage =
  | { kind: 'status'; isFunctional: boolean; mayTransmit: boolean }
  | { kind: 'position'; position: AntennaPosition | undefined }
  | { kind: 'lock-interval'; intervalS: number }
  | { kind: 'carrier-to-noise-request'; numbers: readonly number[] }
  | { kind: 'identity'; text: string }

/** WGS84 degrees, metres above the ellipsoid, heading clockwise from true north, pitch nose up, roll right side down. */
interface AntennaPosition {
  latDeg: number
  lonDeg: number
  heightM: number
  headingTrueDeg: number
  speedMps: number
  pitchDeg: number
  rollDeg: number
}

type Reading = ModemMessage | string
type Read = (words: readonly string[]) => Reading

/** A decimal number without exponent: a line of noise seldom is one. */
const NUMBER = /^[+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})$/

const numberAt = (words: readonly string[], at: number): number | undefined => {
  const word = words[at]
  return word !== undefined && NUMBER.test(word) ? Number(word) : undefined
}

const isFlag = (word: string | undefined): boolean => word === '0' || word === '1'
const isPolarization = (word: string | undefined): word is Polarization =>
  word === 'H' || word === 'V' || word === 'L' || word === 'R'

const oneNumber = (words: readonly string[], make: (value: number) => Reading): Reading => {
  const value = numberAt(words, 0)
  return value === undefined ? 'argument 1 is no number' : make(value)
}

const twoNumbers = (words: readonly string[], make: (first: number, second: number) => Reading): Reading => {
  const first = numberAt(words, 0)
  const second = numberAt(words, 1)
  if (first === undefined) return 'argument 1 is no number'
  return second === undefined ? 'argument 2 is no number' : make(first, second)
}

const readSatellite: Read = (words) => {
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

const readPolarization: Read = ([rx, tx]) =>
  isPolarization(rx) && isPolarization(tx) ? { kind: 'polarization', rx, tx } : 'polarization is not H, V, L or R'

const readLock: Read = ([lock, transmit]) =>
  isFlag(lock) && isFlag(transmit)
    ? { kind: 'lock', isLocked: lock === '1', isTransmitAllowed: transmit === '1' }
    : 'lock and transmit are not 0 or 1'

const readInterval =
  (kind: 'status-interval' | 'position-interval'): Read =>
  (words) =>
    oneNumber(words, (interval) => (interval < 0 ? 'interval below 0' : { kind, interval }))

/** OpenAMIP, messages of the modem; arguments past those named are of later versions and ignored. */
const readers: Readonly<Record<string, Read>> = {
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

/** Anything but printable ASCII, in a protocol that is ASCII. */
const UNPRINTABLE = /[^\x20-\x7e\t]/

/** Decodes one line of a modem, with or without its line end. */
export const decodeModemMessage = (line: string): ModemMessage => {
  const words = line.trim().split(/[ \t]+/)
  const letter = words.shift() ?? ''
  if (UNPRINTABLE.test(line.trim())) return { kind: 'unreadable', reason: 'not printable ASCII' }
  const read = Object.hasOwn(readers, letter) ? readers[letter] : undefined
  if (!read) return { kind: 'unreadable', reason: `no message of a modem: ${letter.slice(0, 8)}` }
  const reading = read(words)
  return typeof reading === 'string' ? { kind: 'unreadable', reason: `${letter}: ${reading}` } : reading
}

const flag = (value: boolean): string => (value ? '1' : '0')

/** Whether a position may be called valid: finite, in range, and not the 0,0 of a receiver that knows nothing. */
const isUsable = ({ latDeg, lonDeg }: AntennaPosition): boolean =>
  Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180 && (latDeg !== 0 || lonDeg !== 0)

/** A number of few digits; what is not finite becomes 0. */
const rounded = (value: number, digits: number): string => (Number.isFinite(value) ? value : 0).toFixed(digits)

const encodePosition = (position: AntennaPosition | undefined): string => {
  if (!position || !isUsable(position)) return 'w 0 0 0 0'
  const { latDeg, lonDeg, heightM, headingTrueDeg, speedMps, pitchDeg, rollDeg } = position
  // Time is 0: this side of the line knows no UTC. Yaw, the last argument of some versions, is left out.
  const where = `w 1 ${rounded(latDeg, 6)} ${rounded(lonDeg, 6)} 0 ${rounded(heightM, 1)}`
  const attitude = `${rounded(headingTrueDeg, 2)} ${rounded(speedMps, 2)} ${rounded(pitchDeg, 2)} ${rounded(rollDeg, 2)}`
  return `${where} ${attitude}`
}

/** Encodes one message of the antenna, ended by a line feed. */
export const encodeAntennaMessage = (message: AntennaMessage): string => {
  switch (message.kind) {
    case 'status':
      return `s ${flag(message.isFunctional)} ${flag(message.mayTransmit)}\n`
    case 'position':
      return `${encodePosition(message.position)}\n`
    case 'lock-interval':
      return `a ${message.intervalS}\n`
    case 'carrier-to-noise-request':
      return `c ${message.numbers.join(' ')}\n`
    case 'identity':
      return `i ${message.text}\n`
  }
}
