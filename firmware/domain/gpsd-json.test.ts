import test from 'ava'
import { gpsdJson } from './gpsd-json.ts'

const utcMs = Date.UTC(2026, 4, 31, 12, 0, 0, 200)

test('a fix is a TPV with gpsd’s names, units and mode', (t) => {
  const line = gpsdJson(
    {
      kind: 'fix',
      utcMs,
      mode: '3d',
      quality: 'rtk-fixed',
      latDeg: 51.112,
      lonDeg: 71.533,
      heightM: 350,
      heightMslM: 386,
      speedMps: 30,
      courseTrueDeg: 90,
      climbMps: -0.5,
      horizontalSigmaM: 1.2,
      verticalSigmaM: 2,
      speedSigmaMps: 0.05,
    },
    '/dev/ttyS1',
  )
  t.deepEqual(JSON.parse(line), {
    class: 'TPV',
    device: '/dev/ttyS1',
    time: '2026-05-31T12:00:00.200Z',
    status: 3,
    mode: 3,
    lat: 51.112,
    lon: 71.533,
    altHAE: 350,
    altMSL: 386,
    alt: 386,
    track: 90,
    speed: 30,
    climb: -0.5,
    epv: 2,
    eps: 0.05,
    geoidSep: -36,
    eph: 1.2,
  })
})

test('no fix is mode 1 and holds no position', (t) => {
  t.is(gpsdJson({ kind: 'no-fix', utcMs }), '{"class":"TPV","time":"2026-05-31T12:00:00.200Z","mode":1}')
  t.is(gpsdJson({ kind: 'no-fix' }), '{"class":"TPV","mode":1}')
})

test('a sky numbers its satellites as gpsd does', (t) => {
  const satellites = [
    { system: 'gps', svid: 5, azimuthDeg: 91, elevationDeg: 7, carrierToNoiseDbHz: 40, isUsed: true },
    { system: 'sbas', svid: 133, isUsed: false },
    { system: 'galileo', svid: 7, isUsed: true },
    { system: 'beidou', svid: 9, isUsed: false },
    { system: 'qzss', svid: 2, isUsed: false },
    { system: 'glonass', svid: 3, isUsed: false },
    { system: 'glonass', isUsed: false },
  ]
  const sky = JSON.parse(gpsdJson({ kind: 'sky', hdop: 0.8, satellites }))
  t.like(sky, { class: 'SKY', nSat: 7, uSat: 2, hdop: 0.8 })
  t.deepEqual(sky.satellites[0], { PRN: 5, gnssid: 0, svid: 5, az: 91, el: 7, ss: 40, used: true })
  t.deepEqual(
    sky.satellites.map(({ PRN, gnssid }: { PRN: number; gnssid: number }) => [PRN, gnssid]),
    [
      [5, 0],
      [133, 1],
      [307, 2],
      [409, 3],
      [194, 5],
      [67, 6],
      [0, 6],
    ],
  )
})

test('an attitude is an ATT', (t) => {
  t.deepEqual(JSON.parse(gpsdJson({ kind: 'attitude', utcMs, headingTrueDeg: 274.07, pitchDeg: 1, rollDeg: -2 })), {
    class: 'ATT',
    time: '2026-05-31T12:00:00.200Z',
    heading: 274.07,
    pitch: 1,
    roll: -2,
  })
})
