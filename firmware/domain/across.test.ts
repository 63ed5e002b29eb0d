import test from 'ava'
import { acrossOf } from './across.ts'

test('beside a direction, along the horizon of its frame and upwards, however high it stands', (t) => {
  const from = { azimuthDeg: 359, elevationDeg: 60 }
  const up = acrossOf({ azimuthDeg: 359, elevationDeg: 61.5 }, from)
  t.true(Math.abs(up.azimuthDeg) < 1e-9 && Math.abs(up.elevationDeg - 1.5) < 1e-9)
  const aside = acrossOf({ azimuthDeg: 1, elevationDeg: 60 }, from)
  t.true(Math.abs(aside.azimuthDeg - 1) < 0.001, '2° of azimuth at 60° up are 1° of arc')
  t.true(aside.elevationDeg > 0 && aside.elevationDeg < 0.02)
})
