import test from 'ava'
import { bearingDeg, distanceM, enuFromEcefM, type Geodetic, lookFromEnuM, move, toEcefM } from './geodesy.ts'

const place = (latDeg: number, lonDeg: number, heightM = 0): Geodetic => ({ latDeg, lonDeg, heightM })
// Geocentric Datum of Australia technical manual v2.4, ch. 4: 54,972.271 m, forward azimuth 306°52′05.37″.
const flindersPeak = place(-(37 + 57 / 60 + 3.7203 / 3600), 144 + 25 / 60 + 29.5244 / 3600)
const buninyong = place(-(37 + 39 / 60 + 10.1561 / 3600), 143 + 55 / 60 + 35.3839 / 3600)
const astana = place(51.169, 71.449, 350)
const almaty = place(43.277, 76.896, 800)

test('the distance of a surveyed geodesic of 55 km comes out within 5 mm', (t) => {
  t.true(Math.abs(distanceM(flindersPeak, buninyong) - 54_972.271) < 0.005)
})

test('the bearing of a surveyed geodesic comes out within 0.0001°', (t) => {
  t.true(Math.abs(bearingDeg(flindersPeak, buninyong) - (306 + 52 / 60 + 5.37 / 3600)) < 1e-4)
})

test('a tenth of the meridian quadrant measures what Helmert’s series gives', (t) => {
  // Meridian arc from 45° to 54° on WGS84, by numerical integration of M(φ).
  const stepDeg = 0.0005
  let arcM = 0
  for (let lat = 45 + stepDeg / 2; lat < 54; lat += stepDeg) {
    const w2 = 1 - 0.00669437999014 * Math.sin((lat * Math.PI) / 180) ** 2
    arcM += ((6378137 * (1 - 0.00669437999014)) / w2 ** 1.5) * ((stepDeg * Math.PI) / 180)
  }
  t.true(Math.abs(distanceM(place(45, 70), place(54, 70)) - arcM) < 5)
})

for (const [lengthM, withinM] of [
  [100, 0.001],
  [10_000, 0.01],
  [100_000, 1],
] as const) {
  test(`moving ${lengthM} m ends at that distance and bearing within ${withinM} m`, (t) => {
    for (const azimuth of [0, 37, 90, 161, 270, 359]) {
      const end = move(astana, azimuth, lengthM)
      t.true(Math.abs(distanceM(astana, end) - lengthM) < withinM)
      const offM = Math.sin(((bearingDeg(astana, end) - azimuth) * Math.PI) / 180) * lengthM
      t.true(Math.abs(offM) < withinM)
      t.is(end.heightM, astana.heightM)
    }
  })
}

test('moving over the date line and back returns to the start', (t) => {
  const start = place(51, 179.99)
  const over = move(start, 90, 5000)
  t.true(over.lonDeg < -179)
  t.true(distanceM(move(over, bearingDeg(over, start), 5000), start) < 0.01)
})

test('a place at the pole, the equator and Astana has the earth-fixed position of the ellipsoid', (t) => {
  t.deepEqual(toEcefM(place(0, 0)), [6378137, 0, 0])
  t.true(Math.abs(toEcefM(place(90, 0))[2] - 6356752.3142) < 1e-3)
  const [x, y, z] = toEcefM(astana)
  // x²+y² over a², z² over b², of the place at height 0
  const [x0, y0, z0] = toEcefM(place(51.169, 71.449))
  t.true(Math.abs((x0 ** 2 + y0 ** 2) / 6378137 ** 2 + z0 ** 2 / 6356752.314245 ** 2 - 1) < 1e-12)
  t.true(Math.abs(Math.hypot(x - x0, y - y0, z - z0) - 350) < 1e-6)
})

test('east, north and up of a target are what they say', (t) => {
  const [east, north, up] = enuFromEcefM(astana, toEcefM({ ...astana, heightM: 1350 }))
  t.true(Math.abs(east) < 1e-6 && Math.abs(north) < 1e-6 && Math.abs(up - 1000) < 1e-6)
  t.true(enuFromEcefM(astana, toEcefM({ ...astana, lonDeg: 71.5 }))[0] > 3000)
  t.true(enuFromEcefM(astana, toEcefM({ ...astana, latDeg: 51.2 }))[1] > 3000)
})

test('a look angle counts azimuth from north over east', (t) => {
  t.deepEqual(lookFromEnuM([1000, 0, 0]), { azimuthDeg: 90, elevationDeg: 0, rangeKm: 1 })
  t.deepEqual(lookFromEnuM([-1000, 0, 0]).azimuthDeg, 270)
  t.true(Math.abs(lookFromEnuM([0, -1000, 1000]).elevationDeg - 45) < 1e-9)
})

test('Astana to Almaty is some 960 km south by east', (t) => {
  t.true(Math.abs(distanceM(astana, almaty) / 1000 - 963) < 10)
  t.true(Math.abs(bearingDeg(astana, almaty) - 154) < 3)
})
