import test from 'ava'
import { move } from './geodesy.ts'
import { sectorOf, zoneOf } from './no-transmit.ts'

const walkway = { name: 'walkway', azimuthDeg: [340, 20] as const, elevationDeg: [0, 40] as const }
const mast = { name: 'mast', azimuthDeg: [90, 120] as const, elevationDeg: [0, 90] as const }
const at = (azimuthDeg: number, elevationDeg: number, marginDeg = 0): string | undefined =>
  sectorOf([walkway, mast], { azimuthDeg, elevationDeg }, marginDeg)?.name

test('a sector may run over the nose', (t) => {
  t.is(at(350, 30), 'walkway')
  t.is(at(10, 30), 'walkway')
  t.is(at(30, 30), undefined)
  t.is(at(10, 50), undefined)
})

test('half a beam beside a sector is in it', (t) => {
  t.is(at(88, 10), undefined)
  t.is(at(88, 10, 3), 'mast')
  t.is(at(10, 42, 3), 'walkway')
})

test('near the zenith a beam reaches over many degrees of azimuth', (t) => {
  t.is(at(200, 88, 3), 'mast')
})

test('a sector may run all round', (t) => {
  for (const azimuthDeg of [
    [0, 360],
    [-180, 180],
    [10, -350],
  ] as const)
    for (const marginDeg of [0, 3])
      for (const beamDeg of [0, 5, 90, 200, 359])
        t.truthy(
          sectorOf(
            [{ name: 'low', azimuthDeg, elevationDeg: [0, 20] }],
            { azimuthDeg: beamDeg, elevationDeg: 10 },
            marginDeg,
          ),
          `${azimuthDeg}: ${beamDeg}`,
        )
})

const plant = { name: 'washing plant', latDeg: 51.1, lonDeg: 71.4, radiusM: 200 }

test('a train is in a zone as soon as it may be', (t) => {
  const beside = move({ ...plant, heightM: 0 }, 90, 250)
  t.is(zoneOf([plant], beside, 10), undefined)
  t.is(zoneOf([plant], beside, 60)?.name, 'washing plant')
  t.is(zoneOf([], beside, 1e6), undefined)
})
