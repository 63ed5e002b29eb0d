import test from 'ava'
import { decodeModemMessage, encodeModemMessage } from './modem-lines.ts'
import { type SkyTarget, targetMessages, targetPart } from './target.ts'

const whole: SkyTarget = {
  satelliteLongitudeDeg: 58.5,
  maxLatitudeDeg: 0.5,
  skewDeg: 12,
  rxPolarization: 'H',
  txPolarization: 'V',
  huntFrequencyMhz: 1250.5,
  huntBandwidthMhz: 36,
  rxLocalOscillatorMhz: 9750,
  txLocalOscillatorMhz: 12800,
  transmitFrequencyMhz: 1300.125,
  transmitBandwidthMhz: 2,
  maxSkewDeg: 90,
  extraWords: ['1', '2'],
  expectedPowerWords: ['3'],
}

const throughLines = (target: SkyTarget): Partial<SkyTarget> => {
  const read: Partial<SkyTarget> = {}
  for (const message of targetMessages(target)) {
    const line = decodeModemMessage(encodeModemMessage(message))
    if (line.kind !== 'unreadable') Object.assign(read, targetPart(line))
  }
  return read
}

test('a whole target passes through the lines of a modem unchanged', (t) => {
  t.deepEqual(throughLines(whole), whole)
})

test('what is unknown of a target is not sent, and F comes last', (t) => {
  t.deepEqual(
    targetMessages({ satelliteLongitudeDeg: 58.5, huntFrequencyMhz: 1250 }).map(({ kind }) => kind),
    ['satellite', 'find'],
  )
  t.is(targetMessages(whole).at(-1)?.kind, 'find')
})
