import test from 'ava'
import { gnssDrivers } from '../../drivers/gnss/index.ts'
import { virtualGnssReceivers } from '../../hardware/twin/devices/gnss.ts'
import { type GnssSubject, gnssConformance } from './gnss.ts'

const withRightChecksum = (sentence: string): string => {
  const body = sentence.slice(1, sentence.indexOf('*'))
  let sum = 0
  for (let at = 0; at < body.length; at++) sum ^= body.charCodeAt(at)
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}`
}

/** One wrong field a call, in turn; the other sentences of the epoch still tell position and time. */
const nmeaSpoilers: readonly ((text: string) => string)[] = [
  (text) => text.replace(/(GGA,[^,]*,[^,]*),N/, '$1,R'),
  (text) => text.replace(/(GGA,[^,]*),51(..)/, '$1,5161'),
  (text) => text.replace(/(RMC,[^,]*,A),5106/, '$1,9999'),
  (text) => text.replace(/(GGA,[^,]*,[^,]*,N),071/, '$1,0 1'),
  (text) => text.replace(/(GSA,A),3/, '$1,9'),
]

const nmeaSubject = (): Pick<GnssSubject, 'addNoise' | 'corruptField'> => {
  let turn = 0
  return {
    addNoise: (bytes) =>
      Buffer.from(
        Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\r\n\u0000\u00b5b$G*$$GNRMC,1\u0007'),
        'latin1',
      ),
    corruptField: (bytes) => {
      const spoil = nmeaSpoilers[turn++ % nmeaSpoilers.length] as (text: string) => string
      const lines = spoil(Buffer.from(bytes).toString('latin1')).split('\r\n')
      return Buffer.from(lines.map((line) => (line === '' ? '' : withRightChecksum(line))).join('\r\n'), 'latin1')
    },
  }
}

const badLines: Readonly<Record<string, () => Pick<GnssSubject, 'addNoise' | 'corruptField'>>> = {
  nmea0183: nmeaSubject,
}

test('every driver has a virtual receiver and its ways of going wrong', (t) => {
  const names = Object.keys(gnssDrivers)
  t.deepEqual(Object.keys(virtualGnssReceivers), names)
  t.deepEqual(Object.keys(badLines), names)
})

for (const [name, descriptor] of Object.entries(gnssDrivers)) {
  const device = virtualGnssReceivers[name]
  const badLine = badLines[name]
  if (device && badLine) gnssConformance({ descriptor, device, ...badLine() })
}
