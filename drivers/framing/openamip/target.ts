import type { ModemMessage, Polarization } from './messages.ts'

/** What a modem wants its antenna to look at: S, P, H, B, T, K, X and E, committed by F. */
export interface SkyTarget {
  /** Geostationary satellite's longitude, east positive. */
  satelliteLongitudeDeg: number
  /** How far the satellite swings north and south. */
  maxLatitudeDeg?: number
  skewDeg?: number
  rxPolarization?: Polarization
  txPolarization?: Polarization
  huntFrequencyMhz?: number
  huntBandwidthMhz?: number
  rxLocalOscillatorMhz?: number
  txLocalOscillatorMhz?: number
  transmitFrequencyMhz?: number
  transmitBandwidthMhz?: number
  maxSkewDeg?: number
  /** The arguments of `X` and `E`, which no source settles. */
  extraWords?: readonly string[]
  expectedPowerWords?: readonly string[]
}

/** What one message adds to a target, or undefined when it is not of one. */
export const targetPart = (message: ModemMessage): Partial<SkyTarget> | undefined => {
  switch (message.kind) {
    case 'satellite': {
      const { kind: _, longitudeDeg, ...rest } = message
      return { satelliteLongitudeDeg: longitudeDeg, ...rest }
    }
    case 'polarization':
      return { rxPolarization: message.rx, txPolarization: message.tx }
    case 'hunt':
      return { huntFrequencyMhz: message.frequencyMhz, huntBandwidthMhz: message.bandwidthMhz }
    case 'local-oscillators':
      return { rxLocalOscillatorMhz: message.rxMhz, txLocalOscillatorMhz: message.txMhz }
    case 'transmit-carrier':
      return { transmitFrequencyMhz: message.frequencyMhz, transmitBandwidthMhz: message.bandwidthMhz }
    case 'max-skew':
      return { maxSkewDeg: message.skewDeg }
    case 'extra':
      return { extraWords: message.words }
    case 'expected-power':
      return { expectedPowerWords: message.words }
    default:
      return undefined
  }
}

const satelliteOf = ({ satelliteLongitudeDeg: longitudeDeg, maxLatitudeDeg, skewDeg }: SkyTarget): ModemMessage => ({
  kind: 'satellite',
  longitudeDeg,
  ...(maxLatitudeDeg !== undefined && { maxLatitudeDeg }),
  ...(skewDeg !== undefined && { skewDeg }),
})

const frequenciesOf = (target: SkyTarget): ModemMessage[] => {
  const { huntFrequencyMhz, huntBandwidthMhz, rxLocalOscillatorMhz, txLocalOscillatorMhz } = target
  const { transmitFrequencyMhz, transmitBandwidthMhz } = target
  const found: ModemMessage[] = []
  if (huntFrequencyMhz !== undefined && huntBandwidthMhz !== undefined)
    found.push({ kind: 'hunt', frequencyMhz: huntFrequencyMhz, bandwidthMhz: huntBandwidthMhz })
  if (rxLocalOscillatorMhz !== undefined && txLocalOscillatorMhz !== undefined)
    found.push({ kind: 'local-oscillators', rxMhz: rxLocalOscillatorMhz, txMhz: txLocalOscillatorMhz })
  if (transmitFrequencyMhz !== undefined && transmitBandwidthMhz !== undefined)
    found.push({ kind: 'transmit-carrier', frequencyMhz: transmitFrequencyMhz, bandwidthMhz: transmitBandwidthMhz })
  return found
}

/** A target as the messages of a modem, in the order in which they are seen, `find` last. */
export const targetMessages = (target: SkyTarget): ModemMessage[] => {
  const { rxPolarization: rx, txPolarization: tx, maxSkewDeg, extraWords, expectedPowerWords } = target
  return [
    satelliteOf(target),
    ...(rx && tx ? [{ kind: 'polarization', rx, tx } as const] : []),
    ...frequenciesOf(target),
    ...(maxSkewDeg === undefined ? [] : [{ kind: 'max-skew', skewDeg: maxSkewDeg } as const]),
    ...(extraWords ? [{ kind: 'extra', words: extraWords } as const] : []),
    ...(expectedPowerWords ? [{ kind: 'expected-power', words: expectedPowerWords } as const] : []),
    { kind: 'find' },
  ]
}
