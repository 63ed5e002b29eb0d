import test from 'ava'
import { refractionDeg } from './refraction.ts'

test('refraction lifts by half a degree at the horizon, by hundredths at 25°, by nothing in the zenith', (t) => {
  t.true(refractionDeg(0, 0) > 0.45 && refractionDeg(0, 0) < 0.6)
  t.true(Math.abs(refractionDeg(25, 0) - 0.038) < 0.002)
  t.true(refractionDeg(90, 0) < 0.001)
})

test('refraction falls with elevation and with the height of the observer', (t) => {
  for (let elevationDeg = 0; elevationDeg < 89; elevationDeg++)
    t.true(refractionDeg(elevationDeg + 1, 0) < refractionDeg(elevationDeg, 0), `${elevationDeg}`)
  t.true(refractionDeg(25, 1_000) < refractionDeg(25, 0))
})

test('nothing is said of what stands below the horizon', (t) => {
  t.is(refractionDeg(-5, 0), 0)
})
