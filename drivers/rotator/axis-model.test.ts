import test from 'ava'
import { AxisModel } from './axis-model.ts'

test('an axis goes over to its velocity as fast as its motor lets it', (t) => {
  const axis = new AxisModel(8, 100, 0)
  axis.run(4, 0)
  // Half a second of ramp makes a degree, another half second two more.
  t.true(Math.abs(axis.atDeg(500) - 101) < 1e-9)
  t.true(Math.abs(axis.atDeg(1000) - 103) < 1e-9)
})

test('a velocity that is given again changes nothing, and one that is turned round is ramped through rest', (t) => {
  const axis = new AxisModel(8, 0, 0)
  for (let ms = 0; ms < 500; ms += 50) axis.run(2, ms)
  // A quarter of a second of ramp loses a quarter of a degree.
  t.true(Math.abs(axis.atDeg(500) - 0.75) < 1e-9)
  axis.run(-2, 500)
  t.true(Math.abs(axis.atDeg(1000) - 0.75) < 1e-9)
  t.true(axis.atDeg(750) > 0.9)
})

test('a reading is believed in part, and whole when the axis is elsewhere', (t) => {
  const axis = new AxisModel(8, 10, 0)
  axis.read(10.1, 100)
  t.true(axis.atDeg(100) > 10 && axis.atDeg(100) < 10.1)
  axis.read(40, 200)
  t.is(axis.atDeg(200), 40)
})
