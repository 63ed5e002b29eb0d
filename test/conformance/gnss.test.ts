import test from 'ava'
import { gnssDrivers } from '../../drivers/gnss/index.ts'
import { virtualGnssReceivers } from '../../hardware/twin/devices/gnss-receivers.ts'
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

const UBX_FRAME_BYTES = 8
const NAV_SAT = 0x0135

/** The frames of a burst of messages, sentences left as they are. */
const ubxFrames = (bytes: Uint8Array): Buffer[] => {
  const burst = Buffer.from(bytes)
  const frames: Buffer[] = []
  for (let at = 0; at < burst.length; ) {
    const isUbx = burst[at] === 0xb5 && burst[at + 1] === 0x62
    const next = burst.indexOf(Buffer.of(0xb5, 0x62), at + 2)
    const length = isUbx ? UBX_FRAME_BYTES + burst.readUInt16LE(at + 4) : (next < 0 ? burst.length : next) - at
    frames.push(burst.subarray(at, at + length))
    at += length
  }
  return frames
}

const withRightSums = (frame: Buffer): Buffer => {
  let [a, b] = [0, 0]
  for (const byte of frame.subarray(2, -2)) {
    a = (a + byte) & 0xff
    b = (b + a) & 0xff
  }
  return Buffer.concat([frame.subarray(0, -2), Buffer.of(a, b)])
}

/** More satellites than the message has room for. */
const withTooMany = (frame: Buffer): Buffer => {
  if (frame.length < UBX_FRAME_BYTES || frame.readUInt16BE(2) !== NAV_SAT) return frame
  const spoiled = Buffer.from(frame)
  spoiled[11] = 200
  return withRightSums(spoiled)
}

const ubloxSubject = (): Pick<GnssSubject, 'addNoise' | 'corruptField'> => ({
  addNoise: (bytes) =>
    Buffer.concat(ubxFrames(bytes).flatMap((frame) => [frame, Buffer.of(0x00, 0xb5, 0x24, 0x47, 0xff)])),
  corruptField: (bytes) => Buffer.concat(ubxFrames(bytes).map(withTooMany)),
})

const badLines: Readonly<Record<string, () => Pick<GnssSubject, 'addNoise' | 'corruptField'>>> = {
  nmea0183: nmeaSubject,
  ublox: ubloxSubject,
}

test('every driver has a virtual receiver and its ways of going wrong', (t) => {
  const names = Object.keys(gnssDrivers)
  t.deepEqual(Object.keys(virtualGnssReceivers), names)
  t.deepEqual(Object.keys(badLines), names)
})

for (const [name, descriptor] of Object.entries(gnssDrivers)) {
  const badLine = badLines[name]
  for (const [receiver, device] of Object.entries(virtualGnssReceivers[name] ?? {}))
    if (badLine) gnssConformance({ name: receiver, descriptor, device, ...badLine() })
}
