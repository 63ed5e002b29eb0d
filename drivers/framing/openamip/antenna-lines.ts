import type { AntennaMessage, ToldPosition, Unreadable } from './messages.ts'
import { decodeLine, flag, isFlag, numberAt, oneNumber, plainWords, type Read, rounded } from './words.ts'

const readStatus: Read<AntennaMessage> = ([functional, transmit]) =>
  isFlag(functional) && isFlag(transmit)
    ? { kind: 'status', isFunctional: functional === '1', mayTransmit: transmit === '1' }
    : 'functional and may transmit are not 0 or 1'

/** In the order of `w`, after valid, latitude, longitude and time; how many there are depends on the version. */
const AFTER_TIME = ['heightM', 'headingTrueDeg', 'speedMps', 'pitchDeg', 'rollDeg'] as const
const TIME_AT = 3

const readExtras = (words: readonly string[]): Partial<ToldPosition> | string => {
  const told: Partial<ToldPosition> = {}
  for (const [index, key] of AFTER_TIME.entries()) {
    const at = TIME_AT + 1 + index
    if (at >= words.length) break
    const value = numberAt(words, at)
    if (value === undefined) return `argument ${at + 1} is no number`
    told[key] = value
  }
  return told
}

/** Whether a position may be called valid: finite, in range, and not the 0,0 of a receiver that knows nothing. */
const isUsable = ({ latDeg, lonDeg }: ToldPosition): boolean =>
  Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180 && (latDeg !== 0 || lonDeg !== 0)

const readPosition: Read<AntennaMessage> = (words) => {
  if (!isFlag(words[0])) return 'valid is not 0 or 1'
  if (words[0] === '0') return { kind: 'position', position: undefined }
  const [latDeg, lonDeg] = [numberAt(words, 1), numberAt(words, 2)]
  if (latDeg === undefined) return 'argument 2 is no number'
  if (lonDeg === undefined) return 'argument 3 is no number'
  const extras = readExtras(words)
  if (typeof extras === 'string') return extras
  const position = { latDeg, lonDeg, ...extras }
  return isUsable(position) ? { kind: 'position', position } : 'no place on earth'
}

const readNumbers: Read<AntennaMessage> = (words) => {
  const numbers = words.map((_, at) => numberAt(words, at))
  const wrong = numbers.indexOf(undefined)
  if (wrong >= 0) return `argument ${wrong + 1} is no number`
  return { kind: 'carrier-to-noise-request', numbers: numbers as number[] }
}

/** OpenAMIP, messages of the antenna. */
const readers: Readonly<Record<string, Read<AntennaMessage>>> = {
  s: readStatus,
  w: readPosition,
  a: (words) =>
    oneNumber<AntennaMessage>(words, (intervalS) =>
      intervalS < 0 ? 'interval below 0' : { kind: 'lock-interval', intervalS },
    ),
  c: readNumbers,
  i: (words) => ({ kind: 'identity', text: words.join(' ') }),
}

/** Decodes one line of an antenna, with or without its line end. */
export const decodeAntennaMessage = (line: string): AntennaMessage | Unreadable =>
  decodeLine(line, 'an antenna', readers)

const encodePosition = (position: ToldPosition | undefined): string => {
  if (!position || !isUsable(position)) return 'w 0 0 0 0'
  const { latDeg, lonDeg, heightM = 0, headingTrueDeg = 0, speedMps = 0, pitchDeg = 0, rollDeg = 0 } = position
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
      return `i ${plainWords(message.text)}\n`
  }
}
