import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { distanceM } from '../../domain/geodesy.ts'
import { parseRoute } from '../../domain/route.ts'
import { LineSight } from './line-sight.ts'

const feature = (geometry: object, properties: object) => ({ type: 'Feature', geometry, properties })
const blockages = [
  { kind: 'cutting', name: 'rocks', fromKm: 10, toKm: 12, wallDeg: 40, source: 'test' },
  { kind: 'tunnel', name: 'Long tunnel', fromKm: 20, toKm: 23, source: 'test' },
]
const text = JSON.stringify({
  type: 'FeatureCollection',
  features: [
    feature(
      {
        type: 'LineString',
        coordinates: [
          [70, 50],
          [71, 50],
        ],
      },
      { id: 'east', name: 'East', lineSpeeds: [{ fromKm: 0, toKm: 80, speedKmh: 100 }], blockages },
    ),
  ],
})
const read = parseRoute(text, 'test')
if ('error' in read) throw new Error(read.error)
const route = read

type Line = NonNullable<TopicMessage<'navigation'>['line']>
const setUp = (more: Partial<Line> = {}, rest: Partial<TopicMessage<'navigation'>> = {}) => {
  const sight = new LineSight([route])
  sight.onNavigation({
    atMs: 0,
    mode: 'fixed',
    position: { latDeg: 50, lonDeg: 70.15, heightM: 300 },
    speedMps: 30,
    courseTrueDeg: 90,
    sinceFixS: 0,
    ...rest,
    line: {
      lineId: 'east',
      chainageKm: 11,
      chainageSigmaKm: 0.05,
      offsetM: 0,
      isOffRoute: false,
      direction: 'up',
      ...more,
    },
  })
  return sight
}
const across = { azimuthDeg: 0, elevationDeg: 30 }
const high = { azimuthDeg: 0, elevationDeg: 60 }
const now = monotonicMs(100)

test('in a known cutting a beam into its wall is blocked, one above it is not', (t) => {
  t.is(setUp().blockedBy(across, true, now)?.name, 'rocks')
  t.is(setUp().blockedBy(high, true, now), undefined)
  t.is(setUp().blockedBy({ azimuthDeg: 90, elevationDeg: 30 }, true, now), undefined)
})

test('a place that is known to kilometres only blocks nothing', (t) => {
  t.is(setUp({ chainageSigmaKm: 2.5 }).blockedBy(across, false, now), undefined)
})

test('off the line, on an unknown one, or once navigation is silent, nothing is known to block', (t) => {
  t.is(setUp({ isOffRoute: true }).blockedBy(across, false, now), undefined)
  t.is(setUp({ lineId: 'west' }).blockedBy(across, false, now), undefined)
  t.is(setUp().blockedBy(across, false, monotonicMs(5_000)), undefined)
})

test('receivers that lost the sky near a tunnel are in it, unless they are jammed or a carrier is received', (t) => {
  const dark = () => setUp({ chainageKm: 19, chainageSigmaKm: 2.5 }, { mode: 'dead-reckoning', sinceFixS: 5 })
  t.is(dark().blockedBy(high, false, now)?.name, 'Long tunnel')
  t.is(dark().blockedBy(high, true, now), undefined)
  const jammed = dark()
  jammed.onReceivers({ atMs: 0, receivers: {}, jamming: 'critical', spoofing: 'ok', reasons: [] })
  t.is(jammed.blockedBy(high, false, now), undefined)
})

test('the place ahead runs along the line, and its doubt grows with the way', (t) => {
  const sight = setUp()
  const ahead = sight.along()?.at(100)
  t.is(ahead?.chainageKm, 14)
  t.true((ahead?.sigmaKm ?? 0) > 0.3 && (ahead?.sigmaKm ?? 0) < 0.31)
  const position = { latDeg: 50, lonDeg: 70.15, heightM: 300 }
  t.true(Math.abs(distanceM(position, sight.placeAt(position, 1_000)(101_000)) - 3_000) < 10)
})

test('while the direction is unknown the train may be anywhere that its speed takes it', (t) => {
  const ahead = setUp({ direction: 'unknown' }).along()?.at(100)
  t.is(ahead?.chainageKm, 11)
  t.true((ahead?.sigmaKm ?? 0) > 3)
})
