import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test from 'ava'
import fc from 'fast-check'
import { seededRandom } from '../../hal/random.ts'
import { monotonicMs } from '../../hal/units.ts'
import { LAT_DEG, lonDegAt, nmeaEpoch, sentence, ubxEpoch, ubxMessage } from '../../test/fakes/receiver-bytes.ts'
import { gnssDecoder } from './decoder.ts'
import type { GnssFix, GnssReport } from './gnss.ts'

// RTCM 10403.1 §4.2, the worked example of message 1005
const rtcm = Buffer.from('d300133ed7d30202980edeef34b4bd62ac0941986f33360b98', 'hex')

const decode = (parts: readonly Uint8Array[]) => {
  const reports: GnssReport[] = []
  const decoder = gnssDecoder({
    era: { kind: 'not-before', utcMs: () => Date.UTC(2026, 0, 1) },
    nowMs: () => monotonicMs(0),
    onReport: (report) => reports.push(report),
  })
  for (const part of parts) decoder.push(part)
  decoder.end()
  const fixes = reports.filter((report): report is GnssFix => report.kind === 'fix')
  return { reports, fixes, counters: decoder.counters() }
}

const seconds = (count: number): number[] => Array.from({ length: count }, (_, second) => second)

test('NMEA and UBX of one receiver make one fix an epoch, with the best that either says', (t) => {
  const { fixes } = decode(seconds(4).flatMap((second) => [nmeaEpoch(second), rtcm, ubxEpoch(second)]))
  t.is(fixes.length, 4)
  for (const [second, fix] of fixes.slice(1).entries()) {
    t.true(Math.abs(fix.lonDeg - lonDegAt(second + 1)) < 1e-7)
    t.like(fix, { latDeg: LAT_DEG, mode: '3d', utcMs: Date.UTC(2026, 4, 31, 12, 0, second + 1) })
  }
})

test('UBX alone is reported with its end of epoch, not one epoch late', (t) => {
  const { reports } = decode([ubxEpoch(0)])
  t.like(reports[0], { kind: 'fix', horizontalSigmaM: 1.5, speedMps: 30, heightM: 350 })
})

test('the heading of a vehicle is as sure as the receiver says, from either message', (t) => {
  const nav = Buffer.alloc(92)
  nav.writeUInt8(0x21, 21)
  nav.writeUInt32LE(25e5, 72)
  nav.writeInt32LE(90e5, 84)
  const highRate = Buffer.alloc(72)
  highRate.writeUInt8(0x11, 17)
  highRate.writeInt32LE(90e5, 48)
  highRate.writeUInt32LE(25e5, 64)
  for (const message of [ubxMessage(0x0107, nav), ubxMessage(0x2800, highRate)]) {
    const attitude = decode([message]).reports.find(({ kind }) => kind === 'attitude')
    t.like(attitude, { headingTrueDeg: 90, headingSigmaDeg: 25 })
  }
})

test('frames that are not decoded are counted, and are no errors', (t) => {
  const { counters } = decode([sentence('PGRME,15.0,M,45.0,M,25.0,M'), ubxMessage(0x0215, Buffer.alloc(16)), rtcm])
  t.deepEqual(counters, { rxFrames: 3, unknownFrames: 2, rxDiscardedBytes: 0, checksumErrors: 0 })
})

const ecefEpoch = (second: number, sigmaCm: number): Buffer => {
  const payload = Buffer.alloc(20)
  payload.writeUInt32LE((12 * 3600 + 18 + second) * 1000, 0)
  // 51.112° N, 71.533° E, 350 m
  payload.writeInt32LE(127_096_443, 4)
  payload.writeInt32LE(380_522_925, 8)
  payload.writeInt32LE(494_227_463, 12)
  payload.writeUInt32LE(sigmaCm, 16)
  return ubxMessage(0x0101, payload)
}

test('a sure position whose message on the kind of fix was lost is a fix for two seconds, and an unsure one is none', (t) => {
  const times = (sigmaCm: number, from: number): (number | undefined)[] =>
    decode([ubxEpoch(0), ...seconds(4).map((second) => ecefEpoch(from + second, sigmaCm))]).fixes.map(
      ({ utcMs }) => utcMs,
    )
  t.is(times(150, 1).length, 3)
  t.is(times(20_000, 1).length, 1)
  t.is(times(150, 10).length, 1)
})

test('any fragmentation gives the same reports', (t) => {
  const stream = Buffer.concat(seconds(6).flatMap((second) => [nmeaEpoch(second), rtcm, ubxEpoch(second)]))
  const whole = decode([stream])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 }), (lengths) => {
      const parts: Buffer[] = []
      for (let at = 0; at < stream.length; ) {
        const length = lengths[parts.length % lengths.length] as number
        parts.push(stream.subarray(at, at + length))
        at += length
      }
      t.deepEqual(decode(parts), whole)
    }),
    { numRuns: 60 },
  )
})

/** A ninth of a byte for each that is thrown away: what a frame, a sentence or a source kept for good would cost is more. */
const KEPT_BYTES = 1_000_000

const memoryKept = (): NodeJS.MemoryUsage => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage()
}

test('ten million random bytes give no fix, and no memory is kept', (t) => {
  const random = seededRandom(23)
  const words = new Uint32Array(250_000)
  const reports: GnssReport[] = []
  const decoder = gnssDecoder({
    era: { kind: 'near', utcMs: Date.UTC(2026, 0, 1) },
    nowMs: () => monotonicMs(0),
    onReport: (report) => reports.push(report),
  })
  const pushMillion = (): void => {
    for (let at = 0; at < words.length; at++) words[at] = Math.floor(random.next() * 2 ** 32)
    decoder.push(new Uint8Array(words.buffer))
  }
  pushMillion()
  const before = memoryKept()
  for (let million = 1; million < 10; million++) pushMillion()
  const after = memoryKept()
  decoder.end()
  t.deepEqual(reports, [])
  t.true(decoder.counters().rxDiscardedBytes > 9_900_000)
  t.true(after.heapUsed - before.heapUsed < KEPT_BYTES, `heap: ${after.heapUsed - before.heapUsed}`)
  t.true(after.arrayBuffers - before.arrayBuffers < KEPT_BYTES, `buffers: ${after.arrayBuffers - before.arrayBuffers}`)
})
