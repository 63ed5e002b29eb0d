import test from 'ava'
import fc from 'fast-check'
import { decodeSentence } from '../../../drivers/gnss/nmea/decode.ts'
import { nmeaSentences, type SentenceFix } from './nmea-sentences.ts'

const rolling: SentenceFix = {
  utcMs: Date.UTC(2026, 4, 31, 15, 0, 20, 250),
  kind: 'satellites',
  latDeg: 51.1118695,
  lonDeg: -71.5332367,
  heightM: 391.84,
  speedMps: 10,
  courseTrueDeg: 133.14,
  headingTrueDeg: 132.823,
  satellitesUsed: 12,
  hdop: 0.76,
}

const bodies = (fix: SentenceFix) => nmeaSentences(fix).map((line) => line.slice(1, line.indexOf('*')))

// Sentences of this form are what gpsmon of gpsd 3.22 showed.
test('a fix is RMC, GGA and HDT, with checksums', (t) => {
  t.deepEqual(nmeaSentences(rolling), [
    '$GNRMC,150020.25,A,5106.71217,N,07131.99420,W,19.44,133.1,310526,,,A*5A',
    '$GNGGA,150020.25,5106.71217,N,07131.99420,W,1,12,0.76,391.8,M,0.0,M,,*62',
    '$GNHDT,132.82,T*11',
  ])
})

test('what is carried on without satellites says so, and what is not known is empty', (t) => {
  t.deepEqual(bodies({ ...rolling, kind: 'estimated', satellitesUsed: undefined, hdop: undefined }).slice(0, 2), [
    'GNRMC,150020.25,A,5106.71217,N,07131.99420,W,19.44,133.1,310526,,,E',
    'GNGGA,150020.25,5106.71217,N,07131.99420,W,6,,,391.8,M,0.0,M,,',
  ])
  t.deepEqual(bodies({ kind: 'none' }), ['GNRMC,,V,,,,,,,,,,N', 'GNGGA,,,,,,0,,,,,,,,'])
})

test('our own decoder reads every place on Earth back to within 2 cm', (t) => {
  const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true })
  fc.assert(
    fc.property(degrees(90), degrees(180), (latDeg, lonDeg) => {
      for (const body of bodies({ ...rolling, latDeg, lonDeg }).slice(0, 2)) {
        const read = decodeSentence(Buffer.from(body), 0, body.length)
        if (read.kind !== 'rmc' && read.kind !== 'gga') return t.fail(`${body}: ${JSON.stringify(read)}`)
        t.true(Math.abs((read.latDeg ?? 99) - latDeg) < 1.7e-7, body)
        t.true(Math.abs((read.lonDeg ?? 999) - lonDeg) < 1.7e-7, body)
      }
    }),
  )
})
