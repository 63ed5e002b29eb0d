import test from 'ava'
import { chanceWithin, hides } from './blockage.ts'
import type { Blockage } from './route.ts'

const stretch = (kind: Blockage['kind'], wallDeg?: number): Blockage => ({
  kind,
  name: 'somewhere',
  fromKm: 10,
  toKm: 11,
  source: 'test',
  ...(wallDeg !== undefined && { wallDeg }),
})
const look = (azimuthDeg: number, elevationDeg: number) => ({ azimuthDeg, elevationDeg })

test('a tunnel hides everything, a canopy what stands above its edge', (t) => {
  t.true(hides(stretch('tunnel'), look(0, 89), 0))
  t.deepEqual(
    [10, 20].map((deg) => hides(stretch('canopy', 15), look(0, deg), 0)),
    [false, true],
  )
})

test('a cutting hides what is low across the track, not what is low along it', (t) => {
  const cutting = stretch('cutting', 40)
  t.true(hides(cutting, look(90, 38), 0))
  t.false(hides(cutting, look(90, 42), 0))
  t.false(hides(cutting, look(3, 10), 0))
  t.false(hides(cutting, look(183, 10), 0))
})

test('the chance of being within a stretch follows the normal distribution', (t) => {
  const near = (chainageKm: number, sigmaKm: number, expected: number): void => {
    t.true(Math.abs(chanceWithin({ fromKm: 10, toKm: 11 }, { chainageKm, sigmaKm }) - expected) < 1e-4)
  }
  near(10.5, 0.5, 0.6827)
  near(10, 0.5, 0.4772)
  near(10.5, 2.5, 0.1585)
  near(20, 0.5, 0)
  near(10.5, 0, 1)
  near(11.5, 0, 0)
})
