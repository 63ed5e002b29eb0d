import test from 'ava'
import { candidatesOf } from './satellite-candidates.ts'

const inSky = (noradId: number, elevationDeg: number, capacity: number) => ({
  noradId,
  name: `S${noradId}`,
  look: { azimuthDeg: 10, elevationDeg, rangeKm: 1_300 },
  capacity,
  leftS: 100,
})
const seen = {
  utcMs: 1_000,
  maskDeg: 25,
  followed: 1,
  next: 2,
  quarantined: [
    { noradId: 3, untilUtcMs: 9_000 },
    { noradId: 5, untilUtcMs: 500 },
  ],
  barred: [{ noradId: 4, untilUtcMs: 8_000 }],
  inSky: [
    inSky(7, 60, 3.1),
    inSky(6, 20, 2),
    inSky(5, 40, 2),
    inSky(4, 50, 2.5),
    inSky(3, 50, 2.6),
    inSky(8, 45, 0),
    inSky(2, 30, 1.5),
    inSky(1, 70, 2.9),
  ],
}

test('each satellite in the sky has why it is followed, or why not: the followed one first, then the next, then what brings most', (t) => {
  t.deepEqual(
    candidatesOf(seen).map(({ noradId, standing }) => `${noradId} ${standing}`),
    [
      '1 followed',
      '2 next',
      '7 others-ahead',
      '3 quarantined',
      '4 barred',
      '5 brings-less',
      '6 below-mask',
      '8 hidden',
    ],
  )
})

test('one that is left alone says until when', (t) => {
  const found = candidatesOf(seen)
  t.is(found.find(({ noradId }) => noradId === 3)?.untilUtcMs, 9_000)
  t.is(found.find(({ noradId }) => noradId === 5)?.untilUtcMs, undefined)
})

test('while none is followed, none brings less', (t) => {
  const [first] = candidatesOf({ ...seen, followed: undefined, next: undefined })
  t.like(first, { noradId: 7, standing: 'others-ahead' })
})
