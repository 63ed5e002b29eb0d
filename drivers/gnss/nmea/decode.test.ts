import test from 'ava'
import fc from 'fast-check'
import { gnssFramer } from '../framer.ts'
import { decodeSentence } from './decode.ts'
import { type NmeaFrame, nmeaFrame } from './frame.ts'
import type { Sentence } from './sentence.ts'

const pubx00 =
  'PUBX,00,081350.00,4717.113210,N,00833.915187,E,546.589,G3,2.1,2.0,0.007,77.52,0.007,,0.92,1.19,0.77,9,0,0'

// u-blox 8/M8 Receiver description, UBX-13003221, examples of §31.2; checksums as printed there
const vectors: readonly (readonly [line: string, decoded: Partial<Sentence>])[] = [
  [
    '$GPGGA,092725.00,4717.11399,N,00833.91590,E,1,08,1.01,499.6,M,48.0,M,,*5B',
    {
      kind: 'gga',
      timeOfDayMs: 34_045_000,
      quality: 'autonomous',
      isValid: true,
      satellitesUsed: 8,
      hdop: 1.01,
      altitudeM: 499.6,
    },
  ],
  [
    '$GPRMC,083559.00,A,4717.11437,N,00833.91522,E,0.004,77.52,091202,,,A*57',
    { kind: 'rmc', isValid: true, courseTrueDeg: 77.52, date: { year: 2002, month: 12, day: 9 } },
  ],
  ['$GPGLL,4717.11364,N,00833.91565,E,092321.00,A,A*60', { kind: 'gll', timeOfDayMs: 33_801_000, isValid: true }],
  ['$GPVTG,77.52,T,,M,0.004,N,0.008,K,A*06', { kind: 'vtg', courseTrueDeg: 77.52 }],
  [
    '$GPGSA,A,3,23,29,07,08,09,18,26,28,,,,,1.94,1.18,1.54*0D',
    { kind: 'gsa', fixMode: 3, satelliteIds: [23, 29, 7, 8, 9, 18, 26, 28], pdop: 1.94, hdop: 1.18, vdop: 1.54 },
  ],
  ['$GPGST,082356.00,1.8,,,,1.7,1.3,2.2*7E', { kind: 'gst', latSigmaM: 1.7, lonSigmaM: 1.3, heightSigmaM: 2.2 }],
  ['$GPZDA,082710.00,16,09,2002,00,00*64', { kind: 'zda', date: { year: 2002, month: 9, day: 16 } }],
  ['$GPTXT,01,01,02,u-blox ag - www.u-blox.com*50', { kind: 'txt', text: 'u-blox ag - www.u-blox.com' }],
  ['$GNGNS,103600.01,5114.51176,N,00012.29380,W,ANNN,07,1.18,111.5,45.6,,,V*00', { kind: 'gns', isValid: true }],
  ['$GPHDT,274.07,T*03', { kind: 'hdt', headingTrueDeg: 274.07 }],
  ['$GNTHS,244.28,A*11', { kind: 'ths', headingTrueDeg: 244.28, isValid: true }],
  [
    `$${pubx00}*5F`,
    { kind: 'pubx00', mode: '3d', quality: 'autonomous', heightM: 546.589, horizontalSigmaM: 2.1, satellitesUsed: 9 },
  ],
  // NovAtel OEM7 commands and logs, PASHR: the example there
  ['$PASHR,,,,,,,,,,0,0*74', { kind: 'pashr', timeOfDayMs: undefined, headingTrueDeg: undefined, rollDeg: undefined }],
  [
    '$PASHR,195124.00,305.30,T,+0.05,-0.13,,0.180,0.185,4.986,1*2B',
    { kind: 'pashr', headingTrueDeg: 305.3, rollDeg: 0.05, pitchDeg: -0.13, headingSigmaDeg: 4.986 },
  ],
]

const decodeText = (body: string): Sentence => decodeSentence(Buffer.from(body, 'latin1'), 0, body.length)

const decodeLine = (line: string): Sentence | undefined => {
  let decoded: Sentence | undefined
  const onFrame = ({ bytes, start, end }: NmeaFrame): void => {
    decoded = decodeSentence(bytes, start, end)
  }
  gnssFramer({ kinds: [nmeaFrame], onFrame }).push(Buffer.from(`${line}\r\n`))
  return decoded
}

for (const [line, expected] of vectors) {
  test(`${line.split(',').slice(0, 2)} of the manual decodes`, (t) => {
    t.like(decodeLine(line), expected)
  })
}

test('degrees and minutes become signed degrees', (t) => {
  const west = decodeText('GNGNS,103600.01,5114.51176,S,00012.29380,W,ANNN,07,1.18,111.5,45.6,,,V')
  t.true(west.kind === 'gns' && Math.abs((west.latDeg ?? 0) + 51.2418627) < 1e-7)
  t.true(west.kind === 'gns' && Math.abs((west.lonDeg ?? 0) + 0.2048966) < 1e-7)
})

test('four satellites of a GSV are read, with and without a signal id', (t) => {
  const body = 'GPGSV,3,1,10,23,38,230,44,29,71,156,,07,29,116,41,08,09,081,36'
  const satellite = { id: 29, elevationDeg: 71, azimuthDeg: 156, carrierToNoiseDbHz: undefined }
  for (const sentence of [decodeText(body), decodeText(`${body},1`)]) {
    if (sentence.kind !== 'gsv') return t.fail()
    t.is(sentence.satellites.length, 4)
    t.deepEqual(sentence.satellites[1], satellite)
  }
})

test('an empty field is undefined and never 0', (t) => {
  t.deepEqual(decodeText('GPRMC,,V,,,,,,,,,,N'), {
    kind: 'rmc',
    timeOfDayMs: undefined,
    isValid: false,
    latDeg: undefined,
    lonDeg: undefined,
    quality: undefined,
    speedMps: undefined,
    courseTrueDeg: undefined,
    date: undefined,
  })
})

const corrupt: readonly (readonly [what: string, body: string])[] = [
  ['a control character in the latitude', 'GPGLL,4717.1\u00011364,N,00833.91565,E,092321.00,A,A'],
  ['hemisphere R', 'GPGLL,4717.11364,R,00833.91565,E,092321.00,A,A'],
  ['60 minutes of latitude', 'GPGLL,4760.00000,N,00833.91565,E,092321.00,A,A'],
  ['a latitude above 90', 'GPGLL,9959.99999,N,00833.91565,E,092321.00,A,A'],
  ['a longitude above 180', 'GPGLL,4717.11364,N,18000.00001,E,092321.00,A,A'],
  ['a position without hemisphere', 'GPGLL,4717.11364,,00833.91565,E,092321.00,A,A'],
  ['a latitude without longitude', 'GPGLL,4717.11364,N,,,092321.00,A,A'],
  ['a missing field', 'GPGLL,4717.11364,N,00833.91565,E,092321.00'],
  ['two lines spliced', 'GPGLL,4717.11364,N,00833.9GPVTG,77.52,T,,M,0.004,N,0.008,K,A'],
  ['hour 24', 'GPGLL,4717.11364,N,00833.91565,E,242321.00,A,A'],
  ['second 61', 'GPGLL,4717.11364,N,00833.91565,E,092361.00,A,A'],
  ['a number in scientific notation', 'GPVTG,7e1,T,,M,0.004,N,0.008,K,A'],
  ['a course above 360', 'GPVTG,360.5,T,,M,0.004,N,0.008,K,A'],
  ['the 30th of February', 'GPRMC,083559.00,A,4717.11437,N,00833.91522,E,0.004,77.52,300202,,,A'],
  ['a negative speed', 'GPRMC,083559.00,A,4717.11437,N,00833.91522,E,-1,77.52,280202,,,A'],
  ['status B', 'GPRMC,083559.00,B,4717.11437,N,00833.91522,E,0.004,77.52,280202,,,A'],
  ['quality 12', 'GPGGA,092725.00,4717.11399,N,00833.91590,E,12,08,1.01,499.6,M,48.0,M,,'],
  ['an odd number of GSV fields', 'GPGSV,1,1,01,23,38,230'],
  ['a heading with a sign of course', 'PASHR,204132.000,010.51,M,+00.39,-00.79,-00.84,0.151,0.075,0.555,1,0'],
  ['an unknown navigation status', pubx00.replace('G3', 'G4')],
]

for (const [what, body] of corrupt) {
  test(`${what} makes the sentence invalid`, (t) => {
    t.is(decodeText(body).kind, 'invalid')
  })
}

test('proprietary and unknown sentences are told apart from broken ones', (t) => {
  t.is(decodeText('PUBX,04,').kind, 'other')
  t.is(decodeText('PASHR,POS,1').kind, 'other')
  t.is(decodeText('GPXYZ,1').kind, 'other')
  t.is(decodeText('').kind, 'other')
})

test('what receivers add of their own is tolerated: a comma too many, a fourth dilution, a mode in place of a direction', (t) => {
  t.like(decodeText('GNGGA,074150.799,,,,,0,00,,,M,0.0,M,,0000,'), { kind: 'gga', isValid: false })
  t.like(decodeText('BDGSA,A,3,02,03,04,,,,,,,,,,5.1,1.3,4.9,3.3'), { kind: 'gsa', systemId: undefined, vdop: 4.9 })
  t.like(decodeText('GPRMC,212617.000,A,4839.9404,N,00214.9022,E,1.25,21.04,181207,0,A'), {
    kind: 'rmc',
    isValid: true,
    quality: 'autonomous',
  })
  t.like(decodeText('GPRMC,212607.891,V,,,,,,,181207,0,N'), { kind: 'rmc', isValid: false })
})

test('numbers are those that the same text gives in any other way', (t) => {
  const digits = fc.stringMatching(/^\d{1,9}(\.\d{0,9})?$/)
  fc.assert(
    fc.property(digits, (text) => {
      const sentence = decodeText(`GPGGA,092725.00,4717.11399,N,00833.91590,E,1,08,1.01,${text},M,48.0,M,,`)
      if (Number(text) <= 100_000) t.like(sentence, { kind: 'gga', altitudeM: Number(text) })
      else t.is(sentence.kind, 'invalid')
    }),
  )
})
