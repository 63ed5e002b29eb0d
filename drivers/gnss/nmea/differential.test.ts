import test from 'ava'
import fc from 'fast-check'
import GPS from 'gps'
import { parseNmeaSentence } from 'nmea-simple'
import { decodeSentence } from './decode.ts'

const line = (body: string): string => {
  let sum = 0
  for (const char of body) sum ^= char.charCodeAt(0)
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}`
}

const ours = (body: string) => decodeSentence(Buffer.from(body), 0, body.length)

const digits = (value: number, count: number): string => String(value).padStart(count, '0')
const two = (max: number) => fc.integer({ min: 0, max }).map((value) => digits(value, 2))
const time = fc.tuple(two(23), two(59), two(59)).map(([h, m, s]) => `${h}${m}${s}.00`)
const angle = (limit: number, width: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: limit - 1 }), fc.integer({ min: 0, max: 5_999_999 }))
    .map(([deg, minutes]) => `${digits(deg, width)}${digits(Math.floor(minutes / 1e5), 2)}.${digits(minutes % 1e5, 5)}`)
const place = fc
  .tuple(angle(90, 2), fc.constantFrom('N', 'S'), angle(180, 3), fc.constantFrom('E', 'W'))
  .map((parts) => parts.join(','))
const tenth = (max: number) => fc.integer({ min: 0, max: max * 10 }).map((value) => (value / 10).toFixed(1))

const near = (a: number | null | undefined, b: number | null | undefined): boolean =>
  a !== null && a !== undefined && b !== null && b !== undefined && Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b))

test('any good RMC reads as the packages gps and nmea-simple read it', (t) => {
  fc.assert(
    fc.property(time, place, tenth(200), tenth(359), (at, where, knots, course) => {
      const body = `GPRMC,${at},A,${where},${knots},${course},310526,,,A`
      const read = ours(body)
      const gps = GPS.Parse(line(body))
      const simple = parseNmeaSentence(line(body))
      if (read.kind !== 'rmc' || !gps || gps.type !== 'RMC' || simple.sentenceId !== 'RMC') return t.fail(body)
      t.true(near(read.latDeg, gps.lat) && near(read.lonDeg, gps.lon), body)
      t.true(near(read.latDeg, simple.latitude) && near(read.lonDeg, simple.longitude), body)
      t.true(near((read.speedMps ?? -1) * 3.6, gps.speed), body)
      t.true(near(read.courseTrueDeg, simple.trackTrue), body)
      t.is((read.timeOfDayMs ?? -1) + Date.UTC(2026, 4, 31), gps.time?.getTime() ?? 0, body)
    }),
  )
})

test('any good GGA reads as the packages gps and nmea-simple read it', (t) => {
  fc.assert(
    fc.property(time, place, two(24), tenth(50), tenth(5000), (at, where, used, hdop, altitude) => {
      const body = `GPGGA,${at},${where},1,${used},${hdop},${altitude},M,-36.0,M,,`
      const read = ours(body)
      const gps = GPS.Parse(line(body))
      const simple = parseNmeaSentence(line(body))
      if (read.kind !== 'gga' || !gps || gps.type !== 'GGA' || simple.sentenceId !== 'GGA') return t.fail(body)
      t.true(near(read.latDeg, gps.lat) && near(read.lonDeg, gps.lon), body)
      t.true(near(read.altitudeM, gps.alt) && near(read.altitudeM, simple.altitudeMeters), body)
      t.is(read.satellitesUsed, gps.satellites ?? undefined, body)
      t.is(read.hdop, simple.horizontalDilution, body)
    }),
  )
})

test('where the packages take a corrupt field for a place, we do not', (t) => {
  const body = 'GPGGA,092725.00,4760.11399,R,00833.91590,E,1,08,1.01,499.6,M,48.0,M,,'
  t.is(ours(body).kind, 'invalid')
  t.truthy(parseNmeaSentence(line(body)))
})
