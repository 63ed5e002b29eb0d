import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { sgp4 } from 'satellite.js'
import { testWithShared } from '../../test/shared-data.ts'
import { parseTle, type Satellite } from './elements.ts'
import { lookAtGeostationary, lookAtSatellite } from './look-angle.ts'

const astana = { latDeg: 51.169, lonDeg: 71.449, heightM: 350 }
const DEG = Math.PI / 180

/** The textbook formula on a sphere (Maral & Bousquet, Satellite Communications Systems, 2.2.5). */
const textbook = (latDeg: number, eastOfObserverDeg: number) => {
  const cosGamma = Math.cos(latDeg * DEG) * Math.cos(eastOfObserverDeg * DEG)
  const elevationDeg = Math.atan((cosGamma - 6378.137 / 42164.17) / Math.sqrt(1 - cosGamma ** 2)) / DEG
  const azimuthDeg = 180 - Math.atan2(Math.tan(eastOfObserverDeg * DEG), Math.sin(latDeg * DEG)) / DEG
  return { azimuthDeg, elevationDeg }
}

for (const longitudeDeg of [58.5, 71.449, 85, 103]) {
  test(`the geostationary satellite at ${longitudeDeg}° east stands where the textbook puts it, within 0.1°`, (t) => {
    const look = lookAtGeostationary(longitudeDeg, astana)
    const expected = textbook(astana.latDeg, longitudeDeg - astana.lonDeg)
    t.true(Math.abs(look.azimuthDeg - expected.azimuthDeg) < 0.1)
    t.true(Math.abs(look.elevationDeg - expected.elevationDeg) < 0.1)
    t.true(look.rangeKm > 35_786 && look.rangeKm < 41_700)
  })
}

test('from the equator below it a geostationary satellite is in the zenith, 35,786 km up', (t) => {
  const look = lookAtGeostationary(75, { latDeg: 0, lonDeg: 75, heightM: 0 })
  t.true(Math.abs(look.elevationDeg - 90) < 1e-9)
  t.true(Math.abs(look.rangeKm - 35_786) < 0.1)
})

const one = (line1: string, line2: string): Satellite => {
  const read = parseTle(`${line1}\n${line2}`, 'test')
  if ('error' in read) throw new Error(read.error)
  return read.satellites[0] as Satellite
}

const iss = one(
  '1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927',
  '2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537',
)

/** The ground point below an inertial position: Meeus, Astronomical Algorithms, 12.4, and latitude by iteration. */
const groundPoint = ({ x, y, z }: { x: number; y: number; z: number }, utcMs: number) => {
  const siderealDeg = 280.46061837 + 360.98564736629 * (utcMs / 86_400_000 + 2440587.5 - 2451545)
  const fromAxisKm = Math.hypot(x, y)
  let lat = Math.atan2(z, fromAxisKm)
  let heightKm = 0
  for (let turn = 0; turn < 20; turn++) {
    const normalKm = 6378.137 / Math.sqrt(1 - 0.00669438 * Math.sin(lat) ** 2)
    heightKm = fromAxisKm / Math.cos(lat) - normalKm
    lat = Math.atan2(z, fromAxisKm * (1 - (0.00669438 * normalKm) / (normalKm + heightKm)))
  }
  return { latDeg: lat / DEG, lonDeg: ((Math.atan2(y, x) / DEG - siderealDeg) % 360) + 360, heightKm }
}

for (const minutes of [0, 17, 45, 700]) {
  test(`from its ground point after ${minutes} min a satellite is in the zenith, from 1° farther north it is south`, (t) => {
    const utcMs = iss.epochUtcMs + minutes * 60_000
    const state = sgp4(iss.satrec, minutes)
    if (!state) throw new Error('no orbit')
    const { heightKm, ...below } = groundPoint(state.position, utcMs)
    const above = lookAtSatellite(iss, utcMs, { ...below, heightM: 0 })
    t.true((above?.elevationDeg ?? 0) > 89.98)
    t.true(Math.abs((above?.rangeKm ?? 0) - heightKm) < 0.1)
    const aside = lookAtSatellite(iss, utcMs, { ...below, latDeg: below.latDeg + 1, heightM: 0 })
    t.true(Math.abs((aside?.azimuthDeg ?? 0) - 180) < 0.1)
  })
}

test('a satellite whose elements give no orbit any more has no look angle', (t) => {
  // Vallado et al., SGP4-VER.TLE: MINOTAUR R/B, decayed within 50 minutes.
  const minotaur = one(
    '1 28872U 05037B   05333.02012661  .25992681  00000-0  24476-3 0  1534',
    '2 28872  96.4736 157.9986 0303955 244.0492 110.6523 16.46015938 10708',
  )
  t.truthy(lookAtSatellite(minotaur, minotaur.epochUtcMs, astana))
  t.is(lookAtSatellite(minotaur, minotaur.epochUtcMs + 60 * 60_000, astana), undefined)
})

testWithShared('orbits agree with the published verification cases within 1 cm', 'sgp4', (t, sgp4Folder) => {
  const satellites = verificationSatellites(sgp4Folder)
  let satellite: Satellite | undefined
  let compared = 0
  for (const line of readFileSync(join(sgp4Folder, 'tcppver.out'), 'utf8').split('\n')) {
    const columns = line.trim().split(/\s+/)
    if (columns[1] === 'xx') satellite = satellites.get(Number(columns[0]))
    else if (satellite && columns.length >= 7) {
      const [minutes = 0, x = 0, y = 0, z = 0] = columns.map(Number)
      const state = sgp4(satellite.satrec, minutes)
      if (!state) continue
      compared++
      const offKm = Math.hypot(state.position.x - x, state.position.y - y, state.position.z - z)
      t.true(offKm < 1e-5, `${satellite.noradId} at ${minutes} min is ${offKm} km off`)
    }
  }
  t.true(compared > 400)
})

const verificationSatellites = (sgp4Folder: string): Map<number, Satellite> => {
  // Line 2 carries the run's times beyond column 69; satellite 20413 comes twice with different times.
  const lines = readFileSync(join(sgp4Folder, 'SGP4-VER.TLE'), 'utf8').split(/\r?\n/)
  const read = parseTle(
    lines
      .filter((line) => /^[12] /.test(line))
      .map((line) => line.slice(0, 69))
      .join('\n'),
    'ver',
  )
  if ('error' in read) throw new Error(read.error)
  return new Map(read.satellites.map((satellite) => [satellite.noradId, satellite]))
}

const oneweb = 'ephemeris/oneweb-2026-05-30.tle'
testWithShared(
  'eight OneWeb satellites at least stand above 25° over Astana at any time of a day',
  oneweb,
  (t, file) => {
    const read = parseTle(readFileSync(file, 'utf8'), 'oneweb')
    if ('error' in read) throw new Error(read.error)
    const start = Date.parse('2026-05-31T00:00:00Z')
    for (let hour = 0; hour < 24; hour++) {
      const looks = read.satellites.map((satellite) => lookAtSatellite(satellite, start + hour * 3_600_000, astana))
      const visible = looks.filter((look) => look && look.elevationDeg >= 25).length
      t.true(visible >= 8 && visible < 25, `${visible} at ${hour} h`)
    }
  },
)
