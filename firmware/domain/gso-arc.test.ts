import test from 'ava'
import { gsoArc } from './gso-arc.ts'
import { lookAtGeostationary } from './look-angle.ts'

const astana = { latDeg: 51.1, lonDeg: 71.4, heightM: 350 }
const separationDeg = gsoArc(astana)

test('a geostationary satellite stands on the arc', (t) => {
  for (const longitudeDeg of [10, 58.5, 71.43, 130])
    t.true(separationDeg(lookAtGeostationary(longitudeDeg, astana)) < 0.07)
})

test('the zenith of Astana is 59° from the arc, the northern horizon farther', (t) => {
  // Due south the arc stands at 31.4°: 90° − latitude − parallax of 7.5°.
  t.true(Math.abs(separationDeg({ azimuthDeg: 0, elevationDeg: 90 }) - 58.6) < 0.3)
  t.true(separationDeg({ azimuthDeg: 0, elevationDeg: 20 }) > 90)
})

test('a direction 10° above the arc is 10° from it in the south', (t) => {
  const { azimuthDeg, elevationDeg } = lookAtGeostationary(astana.lonDeg, astana)
  t.true(Math.abs(separationDeg({ azimuthDeg, elevationDeg: elevationDeg + 10 }) - 10) < 0.1)
})

test('from the pole no part of the arc is above the horizon', (t) => {
  t.is(gsoArc({ latDeg: 89, lonDeg: 0, heightM: 0 })({ azimuthDeg: 0, elevationDeg: 45 }), 180)
})
